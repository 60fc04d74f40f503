package io.penstock.market.tick;

import java.time.Duration;
import java.time.Instant;

/** How long a bar lasts. Bars begin at whole multiples of it since the epoch, in UTC. */
public enum BarInterval {
  ONE_SECOND("1s", Duration.ofSeconds(1)),
  ONE_MINUTE("1m", Duration.ofMinutes(1));

  private final String code;
  private final Duration duration;

  BarInterval(String code, Duration duration) {
    this.code = code;
    this.duration = duration;
  }

  /** As it stands in channels, URLs and tables: {@code 1m}. */
  public String code() {
    return code;
  }

  public Duration duration() {
    return duration;
  }

  /** The start of the bar that the instant falls into. */
  public Instant startOf(Instant instant) {
    long seconds = duration.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
  }

  /**
   * @throws IllegalArgumentException when no interval has this code
   */
  public static BarInterval ofCode(String code) {
    for (BarInterval interval : values()) {
      if (interval.code.equals(code)) {
        return interval;
      }
    }
    throw new IllegalArgumentException("no bar interval " + code);
  }
}
