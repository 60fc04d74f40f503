package io.penstock.payments.intents;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When money that was taken may be paid out.
 *
 * @param after it was taken
 */
record Availability(Duration after) {

  private static final String AT_ONCE_BIN = "40000000";
  private static final String AT_ONCE_LAST_FOUR = "0077";

  /**
   * @param card null: a capture of what was held before
   */
  Instant of(@Nullable CardSeen card, Instant takenAt) {
    return card != null && isAtOnce(card) ? takenAt : takenAt.plus(after);
  }

  /** A number that networks keep for tests. */
  private static boolean isAtOnce(CardSeen card) {
    return card.bin().equals(AT_ONCE_BIN) && card.lastFour().equals(AT_ONCE_LAST_FOUR);
  }
}
