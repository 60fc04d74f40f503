package io.penstock.payments.intents;

import io.penstock.platform.values.Money;

/** Whether an intent may be moved. */
sealed interface Ruling {

  /**
   * @param next the state while the network works
   * @param amount to ask the network for
   */
  record Allowed(IntentState next, Money amount) implements Ruling {}

  record Refused(Refusal refusal) implements Ruling {}
}
