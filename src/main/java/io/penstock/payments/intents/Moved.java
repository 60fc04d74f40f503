package io.penstock.payments.intents;

import io.penstock.payments.networks.Route;
import io.penstock.platform.idempotency.Claimed;
import org.jspecify.annotations.Nullable;

/** What became of a move. */
sealed interface Moved {

  /**
   * Committed: now the network is to be asked.
   *
   * @param original the attempt that this one follows up; null: a charge
   * @param route that was chosen for a charge; null: no other network could do it
   */
  record Begun(
      Intent intent,
      Transaction transaction,
      Attempt attempt,
      @Nullable Attempt original,
      @Nullable Route route)
      implements Moved {}

  /**
   * Committed, and nothing is left to be done now.
   *
   * @param transaction null: none was needed
   */
  record Done(Intent intent, @Nullable Transaction transaction) implements Moved {}

  /** Nothing was changed: it had been decided before. */
  record Unchanged(Intent intent, @Nullable Transaction transaction) implements Moved {}

  /** Nothing was changed. */
  record Refused(Refusal refusal) implements Moved {}

  /** The request came before. */
  record CameBefore(Claimed claimed) implements Moved {}
}
