package io.penstock.sandbox.venue;

/**
 * Randomness without memory: the same arguments always give the same number, on every machine.
 *
 * <p>The numbers are shapes, not prices: prices and quantities are whole ticks and lots where they
 * leave the model.
 */
final class Noise {

  private static final int OCTAVES = 23;
  private static final int TURBULENT_OCTAVES = 12;
  private static final long SHORTEST_PERIOD_MICROS = 2_000_000;
  private static final long TURBULENCE_PERIOD_MICROS = 8_192_000_000L;
  private static final long WAVE_PERIOD_MICROS = 64_000_000;
  private static final double DAY_MICROS = 86_400_000_000.0;

  /** Makes the change over a day of {@link #walk} have a standard deviation of about one. */
  private static final double SCALE = 0.75;

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final double[] AMPLITUDES = new double[OCTAVES];

  static {
    for (int i = 0; i < OCTAVES; i++) {
      AMPLITUDES[i] = SCALE * StrictMath.sqrt((double) (SHORTEST_PERIOD_MICROS << i) / DAY_MICROS);
    }
  }

  private Noise() {}

  /** Scrambles both numbers into one (the finalizer of SplitMix64). */
  static long mix(long key, long value) {
    long z = key + value * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A key for a name, such as a product's. */
  static long key(long seed, String name) {
    long key = mix(seed, name.length());
    for (int i = 0; i < name.length(); i++) {
      key = mix(key, name.charAt(i));
    }
    return key;
  }

  /** 0 to below 1, evenly spread. */
  static double unit(long key, long value) {
    return (mix(key, value) >>> 11) * 0x1.0p-53;
  }

  /** 0 to below {@code bound}. */
  static long below(long key, long value, long bound) {
    return Math.floorMod(mix(key, value), bound);
  }

  /**
   * A random walk that can be read at any time: layers of smooth noise, each twice as slow as the
   * one before and larger by the square root of two, as diffusion has it. The quick layers swell
   * and calm down over hours, as markets do.
   *
   * @return a dimensionless number around 0; its change over a day has a standard deviation of
   *     about 1
   */
  static double walk(long key, long micros) {
    double quick = 0;
    double slow = 0;
    for (int i = 0; i < OCTAVES; i++) {
      double layer = AMPLITUDES[i] * (2 * smooth(key + i, micros, SHORTEST_PERIOD_MICROS << i) - 1);
      if (i < TURBULENT_OCTAVES) {
        quick += layer;
      } else {
        slow += layer;
      }
    }
    return slow + quick * (0.4 + 1.2 * smooth(~key, micros, TURBULENCE_PERIOD_MICROS));
  }

  /** 0 to 1; runs smoothly from one random number to the next within a minute or so. */
  static double wave(long key, long micros) {
    return smooth(key, micros, WAVE_PERIOD_MICROS);
  }

  /** 0 to 1; runs smoothly from one random number to the next within {@code period}. */
  private static double smooth(long key, long micros, long period) {
    long cell = Math.floorDiv(micros, period);
    double within = (double) (micros - cell * period) / period;
    double from = unit(key, cell);
    return from + (unit(key, cell + 1) - from) * within * within * (3 - 2 * within);
  }
}
