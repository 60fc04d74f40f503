package io.penstock.platform.values;

import java.util.Locale;

/** Whether money is real. Part of every key, so that the two never meet. */
public enum Mode {
  /** Simulated networks, test numbers. */
  TEST,
  /** Real money. */
  LIVE;

  /** {@code test} or {@code live}, as it is written in keys, rows and events. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException for any other text
   */
  public static Mode ofCode(String code) {
    return switch (code) {
      case "test" -> TEST;
      case "live" -> LIVE;
      default -> throw new IllegalArgumentException("mode must be test or live");
    };
  }
}
