package io.penstock.market.fanout;

import io.penstock.market.bars.Bars;
import io.penstock.market.tick.BarInterval;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which bars are asked for: those that start in [from, to).
 *
 * @param begin where this page begins: {@code from}, or what the page before named
 */
record HistoryRequest(BarInterval interval, Instant from, Instant to, Instant begin, int limit) {

  /** Bars that are shown where only an interval is given. */
  private static final int USUAL = 500;

  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** As the caller wrote it. */
  record Given(
      @Nullable String timerange,
      @Nullable String interval,
      @Nullable String from,
      @Nullable String to,
      @Nullable Integer limit,
      @Nullable String cursor) {

    boolean asksForHistory() {
      return timerange != null || interval != null || from != null || to != null;
    }

    /** The first parameter that asks for it. */
    String name() {
      return timerange != null
          ? "timerange"
          : interval != null ? "interval" : from != null ? "from" : "to";
    }
  }

  /**
   * Empty when no history is asked for.
   *
   * @throws io.penstock.platform.http.ApiException naming the parameter that is wrong
   */
  static Optional<HistoryRequest> of(Given given, Instant now) {
    if (!given.asksForHistory()) {
      return Optional.empty();
    }
    if (given.timerange() != null && (given.from() != null || given.to() != null)) {
      throw ReadProblem.invalid("timerange", "cannot be given together with from or to");
    }
    BarInterval asked = given.interval() == null ? null : interval(given.interval());
    Instant to = given.to() == null ? now : instant("to", given.to());
    Instant from;
    BarInterval interval;
    if (given.timerange() != null) {
      TimeRange range =
          TimeRange.ofCode(given.timerange())
              .orElseThrow(
                  () -> ReadProblem.invalid("timerange", "must be 1d, 1w, 1m, 3m, 1y, 5y or max"));
      interval = asked == null ? range.interval() : asked;
      from = interval.startNotBefore(range.before(now));
    } else if (given.from() != null) {
      from = instant("from", given.from());
      interval = asked == null ? fitting(Duration.between(from, to)) : asked;
    } else {
      interval = asked == null ? BarInterval.ONE_MINUTE : asked;
      from = interval.startNotBefore(to.minus(interval.duration().multipliedBy(USUAL)));
    }
    if (!from.isBefore(to)) {
      throw ReadProblem.invalid("from", "must be before to");
    }
    return Optional.of(
        new HistoryRequest(interval, from, to, begin(given.cursor(), from, to), limit(given)));
  }

  private static Instant begin(@Nullable String cursor, Instant from, Instant to) {
    if (cursor == null) {
      return from;
    }
    Instant begin = instant("cursor", cursor);
    if (!begin.isBefore(to)) {
      throw ReadProblem.invalid("cursor", "must be the nextCursor of the page before");
    }
    // The beginning of a time before now may have moved on since the page before.
    return begin.isBefore(from) ? from : begin;
  }

  private static int limit(Given given) {
    int limit = given.limit() == null ? Bars.MOST : given.limit();
    if (limit < 1 || limit > Bars.MOST) {
      throw ReadProblem.invalid("limit", "must be 1 to " + Bars.MOST);
    }
    return limit;
  }

  private static BarInterval interval(String code) {
    try {
      return BarInterval.ofCode(code);
    } catch (IllegalArgumentException e) {
      throw ReadProblem.invalid("interval", "must be 1s, 1m, 5m, 15m, 1h or 1d");
    }
  }

  /** The shortest from a minute on of which one page holds the whole time. */
  private static BarInterval fitting(Duration time) {
    for (BarInterval interval : BarInterval.values()) {
      if (interval != BarInterval.ONE_SECOND
          && time.compareTo(interval.duration().multipliedBy(Bars.MOST)) <= 0) {
        return interval;
      }
    }
    return BarInterval.ONE_DAY;
  }

  /** {@code 2026-11-21T10:00:00Z}, with another offset, or a date: midnight UTC. */
  private static Instant instant(String parameter, String text) {
    try {
      Instant instant =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              // A plus sign that was not escaped arrives as a space.
              : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      if (!instant.isBefore(Instant.EPOCH) && instant.isBefore(LATEST)) {
        return instant;
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw ReadProblem.invalid(
        parameter, "must be a time such as 2026-11-21T10:00:00Z or 2026-11-21, from 1970 to 2199");
  }
}
