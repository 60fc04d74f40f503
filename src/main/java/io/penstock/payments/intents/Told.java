package io.penstock.payments.intents;

import io.penstock.platform.idempotency.StoredAnswer;

/** What a merchant is told. */
public sealed interface Told {

  /**
   * @param isReplayed whether it is the answer to the same request, sent before
   */
  record Answer(StoredAnswer answer, boolean isReplayed) implements Told {}

  /** Nothing was changed. */
  record Refused(Refusal refusal) implements Told {}

  /** A request with the same key is being worked. */
  record InUse() implements Told {}

  /** The key was sent with another request before. */
  record KeyReused() implements Told {}
}
