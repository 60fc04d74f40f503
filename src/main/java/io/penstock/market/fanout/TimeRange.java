package io.penstock.market.fanout;

import io.penstock.market.tick.BarInterval;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A time before now, and the interval that shows it in some hundred bars. Months and years are
 * those of the calendar in UTC: a month before the 31st of March is the 28th of February.
 */
enum TimeRange {
  DAY("1d", Period.ofDays(1), BarInterval.FIVE_MINUTES),
  WEEK("1w", Period.ofWeeks(1), BarInterval.FIFTEEN_MINUTES),
  MONTH("1m", Period.ofMonths(1), BarInterval.ONE_HOUR),
  THREE_MONTHS("3m", Period.ofMonths(3), BarInterval.ONE_DAY),
  YEAR("1y", Period.ofYears(1), BarInterval.ONE_DAY),
  FIVE_YEARS("5y", Period.ofYears(5), BarInterval.ONE_DAY),
  /** All there is. */
  MAX("max", null, BarInterval.ONE_DAY);

  private final String code;
  private final @Nullable Period back;
  private final BarInterval interval;

  TimeRange(String code, @Nullable Period back, BarInterval interval) {
    this.code = code;
    this.back = back;
    this.interval = interval;
  }

  static Optional<TimeRange> ofCode(String code) {
    return Arrays.stream(values()).filter(range -> range.code.equals(code)).findFirst();
  }

  BarInterval interval() {
    return interval;
  }

  Instant before(Instant now) {
    return back == null ? Instant.EPOCH : now.atOffset(ZoneOffset.UTC).minus(back).toInstant();
  }
}
