package io.penstock.sandbox.venue;

import java.time.Duration;

/**
 * How fast a recording is played: {@code 1} as it was recorded, up to {@code 100} times as fast, or
 * {@code max}, as fast as the client reads.
 */
public record ReplaySpeed(double factor) {

  public static final ReplaySpeed MAX = new ReplaySpeed(Double.POSITIVE_INFINITY);

  private static final double LARGEST = 100;

  public ReplaySpeed {
    if (!(factor > 0) || (factor > LARGEST && !Double.isInfinite(factor))) {
      throw new IllegalArgumentException(
          "penstock.sandbox.speed must be above 0, at most 100, or max; was " + factor);
    }
  }

  /** Reads {@code 1}, {@code 2.5} or {@code max}. */
  public static ReplaySpeed of(String text) {
    if (text.strip().equalsIgnoreCase("max")) {
      return MAX;
    }
    try {
      return new ReplaySpeed(Double.parseDouble(text.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "penstock.sandbox.speed must be 1 to 100, or max; was " + text, e);
    }
  }

  public boolean isMax() {
    return Double.isInfinite(factor);
  }

  /** How long a stretch of the recording takes to be played. */
  public Duration played(Duration recorded) {
    return Duration.ofNanos((long) (recorded.toNanos() / factor));
  }

  /** How much of the recording is played within that time. */
  public Duration recorded(Duration played) {
    return isMax() ? Duration.ZERO : Duration.ofNanos((long) (played.toNanos() * factor));
  }

  @Override
  public String toString() {
    return isMax() ? "max" : String.valueOf(factor);
  }
}
