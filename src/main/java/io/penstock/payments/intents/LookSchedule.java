package io.penstock.payments.intents;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When a network is asked again what became of an attempt: 2, 5, 10, 20 and 30 seconds after its
 * answer was lost, then every 30 seconds.
 */
public final class LookSchedule {

  /** So long after its deadline an attempt without an outcome counts as lost. */
  public static final Duration GRACE = Duration.ofSeconds(5);

  /** A network that can be reached and has not heard of an attempt for so long never will. */
  public static final Duration UNKNOWN_FOR_GOOD = Duration.ofSeconds(20);

  /** So long a merchant may try again what never reached a network. */
  public static final Duration RETRY = Duration.ofSeconds(15);

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));
  private static final Duration THEN = Duration.ofSeconds(30);

  private LookSchedule() {}

  /**
   * @param looks that were made
   */
  static Instant next(Instant now, int looks) {
    return now.plus(looks < PAUSES.size() ? PAUSES.get(looks) : THEN);
  }
}
