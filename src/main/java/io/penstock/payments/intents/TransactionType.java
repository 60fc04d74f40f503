package io.penstock.payments.intents;

import java.util.Locale;

/** What can be done with a payment at a card network. */
public enum TransactionType {
  /** Takes money, or has it held. */
  CHARGE,
  /** Takes what is held, or part of it. */
  CAPTURE,
  /** Gives back what is held. */
  VOID,
  /** Gives back what was taken, or part of it. */
  REFUND;

  /** {@code charge}, as the API and rows have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static TransactionType ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
