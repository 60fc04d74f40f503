package io.penstock.market.fanout;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a price may be trusted to be the present one.
 *
 * @param score 100 on receipt, falling with age, 0 when stale
 * @param ageMs since our socket had it, never negative
 */
record Freshness(State state, int score, long ageMs) {

  enum State {
    FRESH("fresh"),
    /** Older than usual; the feed lives. */
    DELAYED("delayed"),
    /** Too old, or its feed is away. */
    STALE("stale"),
    /** Not traded now. */
    CLOSED("closed");

    private final String code;

    State(String code) {
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  /**
   * When a venue's prices grow old.
   *
   * @param delayedAfter age from which a price is delayed
   * @param staleAfter age from which a price is stale
   */
  record Thresholds(Duration delayedAfter, Duration staleAfter) {

    Thresholds {
      if (!delayedAfter.isPositive() || delayedAfter.compareTo(staleAfter) > 0) {
        throw new IllegalArgumentException(
            "delayed-after must be above 0 and not above stale-after, was "
                + delayedAfter
                + ", "
                + staleAfter);
      }
    }

    /** Of a price whose feed lives. */
    Freshness at(Instant received, Instant now) {
      long age = ageMs(received, now);
      long stale = staleAfter.toMillis();
      if (age >= stale) {
        return new Freshness(State.STALE, 0, age);
      }
      int score = (int) (100 - 100 * age / stale);
      return new Freshness(age < delayedAfter.toMillis() ? State.FRESH : State.DELAYED, score, age);
    }
  }

  /** Of a price whose feed is away. */
  static Freshness stale(Instant received, Instant now) {
    return new Freshness(State.STALE, 0, ageMs(received, now));
  }

  /** Of a price that is not traded any more. */
  static Freshness closed(Instant received, Instant now) {
    return new Freshness(State.CLOSED, 0, ageMs(received, now));
  }

  private static long ageMs(Instant received, Instant now) {
    return Math.max(0, Duration.between(received, now).toMillis());
  }
}
