package io.penstock.payments.intents;

import io.penstock.payments.ledger.PriceList;
import io.penstock.payments.networks.Outcome;
import io.penstock.payments.networks.Route;
import io.penstock.platform.idempotency.Claim;
import org.jspecify.annotations.Nullable;

/** One step of one intent, written together with those of others. */
sealed interface Move {

  IntentKey intent();

  Cause cause();

  /** Null: the merchant gave no key, or it was claimed by an earlier move. */
  default @Nullable Claim claim() {
    return null;
  }

  /**
   * A merchant asks for something that a network has to do.
   *
   * @param transactionId of the transaction it becomes
   * @param attemptId of the call that is made first
   */
  record Begin(
      IntentKey intent,
      Ask ask,
      String transactionId,
      String attemptId,
      @Nullable Claim claim,
      Cause cause)
      implements Move {}

  /** A merchant gives up what no money was taken for. */
  record Cancel(IntentKey intent, @Nullable Claim claim, Cause cause) implements Move {}

  /**
   * What a network said about an attempt, in time or when it was asked again.
   *
   * @param outcome {@link Outcome.Unknown} schedules the next look
   * @param prices by which the fee of what was taken is reckoned
   */
  record Settle(IntentKey intent, String attemptId, Outcome outcome, PriceList prices, Cause cause)
      implements Move {}

  /**
   * The network that should be asked cannot be reached, and nothing was sent: another one is asked.
   *
   * @param attemptId that was not sent
   * @param nextAttemptId that is made instead
   */
  record GoElsewhere(
      IntentKey intent, String attemptId, String nextAttemptId, Route route, Cause cause)
      implements Move {}

  /**
   * A network does not know an attempt.
   *
   * @param takenBack whether it has acknowledged a reversal since
   */
  record NotFound(IntentKey intent, String attemptId, boolean takenBack, Cause cause)
      implements Move {}

  /** Nobody tried again what never reached a network. */
  record GiveUp(IntentKey intent, String attemptId, Cause cause) implements Move {}
}
