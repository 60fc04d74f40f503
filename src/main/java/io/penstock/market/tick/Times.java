package io.penstock.market.tick;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When something happened, by three clocks that are never mixed. A venue's clock may be ahead of
 * ours, so {@code time} may lie after {@code received}.
 *
 * @param time by the venue's clock; where a venue tells none, the time received
 * @param received when our socket had it, by our clock
 * @param published when the price pipeline published it, by our clock; null until then
 */
public record Times(Instant time, Instant received, @Nullable Instant published) {

  private static final long NANOS = 1_000_000_000L;

  /** Of an event that is not published yet. */
  public static Times of(Instant time, Instant received) {
    return new Times(time, received, null);
  }

  public Times publishedAt(Instant instant) {
    return new Times(time, received, instant);
  }

  /**
   * Nanoseconds since 1970, as instants travel and are kept.
   *
   * @throws IllegalArgumentException outside the years 1678 to 2261
   */
  public static long toEpochNanos(Instant instant) {
    try {
      return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("time outside the years 1678 to 2261: " + instant, e);
    }
  }

  public static Instant ofEpochNanos(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }
}
