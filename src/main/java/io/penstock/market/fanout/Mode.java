package io.penstock.market.fanout;

import org.jspecify.annotations.Nullable;

/** Whether a subscriber wants every change or, however fast they come, the newest state. */
sealed interface Mode {

  Mode LOSSLESS = new Lossless();

  /**
   * As a client asks for it.
   *
   * @param code {@code lossless} or {@code conflated}
   * @param maxRate checked in any case
   * @return null when it is not offered
   */
  static @Nullable Mode of(String code, double maxRate) {
    if (!Conflated.isOffered(maxRate)) {
      return null;
    }
    return switch (code) {
      case "lossless" -> LOSSLESS;
      case "conflated" -> new Conflated(maxRate);
      default -> null;
    };
  }

  /** Every change, in order. */
  record Lossless() implements Mode {}

  /**
   * The newest state, so many times a second at most.
   *
   * @param maxRate pushes a second, 0.1 to 50
   */
  record Conflated(double maxRate) implements Mode {

    static final double DEFAULT_RATE = 5;

    private static final double LEAST_RATE = 0.1;
    private static final double MOST_RATE = 50;

    public Conflated {
      if (!isOffered(maxRate)) {
        throw new IllegalArgumentException(
            "maxRate must be " + LEAST_RATE + " to " + MOST_RATE + ", was " + maxRate);
      }
    }

    /** Not a number is not. */
    private static boolean isOffered(double maxRate) {
      return maxRate >= LEAST_RATE && maxRate <= MOST_RATE;
    }
  }
}
