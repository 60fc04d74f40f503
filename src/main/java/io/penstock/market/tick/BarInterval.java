package io.penstock.market.tick;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How long a bar lasts. Bars begin at whole multiples of it since the epoch, in UTC: a day is 24
 * hours from midnight UTC.
 */
public enum BarInterval {
  ONE_SECOND("1s", Duration.ofSeconds(1)),
  ONE_MINUTE("1m", Duration.ofMinutes(1)),
  FIVE_MINUTES("5m", Duration.ofMinutes(5)),
  FIFTEEN_MINUTES("15m", Duration.ofMinutes(15)),
  ONE_HOUR("1h", Duration.ofHours(1)),
  ONE_DAY("1d", Duration.ofDays(1));

  /** Those that are folded from trades, published and stored; the others are made of minutes. */
  public static final List<BarInterval> STORED = List.of(ONE_SECOND, ONE_MINUTE);

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

  public boolean isStored() {
    return STORED.contains(this);
  }

  /** The start of the bar that the instant falls into. */
  public Instant startOf(Instant instant) {
    long seconds = duration.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
  }

  /** The first start of a bar that is not before the instant. */
  public Instant startNotBefore(Instant instant) {
    Instant start = startOf(instant);
    return start.equals(instant) ? start : start.plus(duration);
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
