package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.platform.postgres.Parameters;
import io.penstock.platform.postgres.Parameters.Columns;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.values.Decimal;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** {@code market_bars}. */
final class BarsTable {

  static final String COLUMNS =
      "symbol, venue, bar_interval, start, open, high, low, close, volume, notional, trades, first_trade_id,"
          + " last_trade_id, revision, closed, closes_at";

  /** More bars cannot be open in one partition. */
  private static final int MOST_OPEN = 200_000;

  private static final String OPEN =
      "SELECT " + COLUMNS + " FROM market_bars WHERE topic_partition = $1 AND NOT closed LIMIT $2";

  /**
   * Lateral, so that each bar is looked up in its own month by the key, whatever the planner knows.
   */
  private static final String LOAD =
      "SELECT b.* FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])"
          + " AS k (symbol, venue, bar_interval, start) CROSS JOIN LATERAL (SELECT "
          + COLUMNS
          + " FROM market_bars m WHERE m.symbol = k.symbol AND m.venue = k.venue AND m.bar_interval = k.bar_interval"
          + " AND m.start = k.start LIMIT 1) b";

  private static final String UPSERT =
      "INSERT INTO market_bars AS b ("
          + COLUMNS
          + ", topic_partition)"
          + """
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::numeric[], $6::numeric[],
            $7::numeric[], $8::numeric[], $9::numeric[], $10::numeric[], $11::bigint[], $12::bigint[], $13::bigint[],
            $14::integer[], $15::boolean[], $16::timestamptz[], $17::integer[])
          ON CONFLICT (symbol, venue, bar_interval, start) DO UPDATE SET
            open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
            volume = excluded.volume, notional = excluded.notional, trades = excluded.trades,
            first_trade_id = excluded.first_trade_id, last_trade_id = excluded.last_trade_id,
            revision = excluded.revision, closed = excluded.closed, closes_at = excluded.closes_at,
            topic_partition = excluded.topic_partition
          """;

  private static final String HISTORY =
      "SELECT "
          + COLUMNS
          + " FROM market_bars WHERE symbol = $1 AND venue = $2 AND bar_interval = $3 AND start >= $4 AND start < $5"
          + " ORDER BY start LIMIT $6";

  /**
   * Minutes put together. So many of them are read that one bar more than asked for would be seen,
   * even if each of its minutes had trades; the last bar may then be cut, and is the one that is
   * not answered. $9 is when a bar must have ended to be closed.
   */
  private static final String ROLLED_UP =
      """
      SELECT $1::text, $2::text, $3::text, bar_start,
        (array_agg(open ORDER BY start))[1], max(high), min(low), (array_agg(close ORDER BY start DESC))[1],
        sum(volume), sum(notional), sum(trades)::bigint,
        (array_agg(first_trade_id ORDER BY start))[1], (array_agg(last_trade_id ORDER BY start DESC))[1],
        sum(revision)::integer, bool_and(closed) AND bar_start + make_interval(mins => $4) <= $9
      FROM (
        SELECT *, date_bin(make_interval(mins => $4), start, 'epoch'::timestamptz) AS bar_start
        FROM market_bars
        WHERE symbol = $1 AND venue = $2 AND bar_interval = '1m' AND start >= $5 AND start < $6
        ORDER BY start LIMIT $7) minutes
      GROUP BY bar_start ORDER BY bar_start LIMIT $8
      """;

  /** The bars of a partition of the ticks' topic that are not closed. */
  Mono<List<TimedBar>> open(Session session, int partition) {
    return session.query(
        OPEN, given -> given.value(partition).value(MOST_OPEN), BarsTable::timedBar);
  }

  /** Those of the bars that are there. */
  Mono<Map<BarId, TimedBar>> load(Session session, Collection<BarId> bars) {
    return session
        .query(LOAD, given -> bindIds(given, bars), BarsTable::timedBar)
        .map(BarsTable::byId);
  }

  /** Writes bars as they are given. Each at most once in the list. */
  Mono<Long> upsert(Session session, List<OwnedBar> bars) {
    return session.update(
        UPSERT,
        given ->
            given
                .rows(bars)
                .text(row -> row.bar().listing().symbol().value())
                .text(row -> row.bar().listing().venue().value())
                .text(row -> row.bar().interval().code())
                .time(row -> row.bar().start())
                .decimal(row -> row.bar().open().toBigDecimal())
                .decimal(row -> row.bar().high().toBigDecimal())
                .decimal(row -> row.bar().low().toBigDecimal())
                .decimal(row -> row.bar().close().toBigDecimal())
                .decimal(row -> row.bar().volume())
                .decimal(row -> row.bar().notional())
                .number(row -> row.bar().trades())
                .number(row -> row.bar().firstTradeId())
                .number(row -> row.bar().lastTradeId())
                .integer(row -> row.bar().revision())
                .truth(row -> row.bar().closed())
                .time(row -> row.timed().closesAt())
                .integer(OwnedBar::partition));
  }

  /** At most {@code limit} bars in order of time, those that start in [from, to). */
  Mono<List<Bar>> history(
      Session session, Listing listing, BarInterval interval, Instant from, Instant to, int limit) {
    return session.query(
        HISTORY,
        given ->
            given
                .value(listing.symbol().value())
                .value(listing.venue().value())
                .value(interval.code())
                .value(from)
                .value(to)
                .value(limit),
        BarsTable::bar);
  }

  /**
   * At most {@code limit} bars in order of time, those that start in [from, to), made of minutes.
   *
   * @param from a start of the interval
   * @param to likewise
   */
  Mono<List<Bar>> rolledUp(
      Session session,
      Listing listing,
      BarInterval interval,
      Instant from,
      Instant to,
      int limit,
      Instant now) {
    int minutes = Math.toIntExact(interval.duration().toMinutes());
    return session.query(
        ROLLED_UP,
        given ->
            given
                .value(listing.symbol().value())
                .value(listing.venue().value())
                .value(interval.code())
                .value(minutes)
                .value(from)
                .value(to)
                .value((limit - 1) * minutes + 1)
                .value(limit)
                // The server would round what is finer.
                .value(now.minus(TimedBar.OUR_GRACE).truncatedTo(ChronoUnit.MICROS)),
        BarsTable::bar);
  }

  /** Symbol, venue, interval and start, as the first four columns. */
  static Columns<BarId> bindIds(Parameters given, Collection<BarId> bars) {
    return given
        .rows(List.copyOf(bars))
        .text(id -> id.listing().symbol().value())
        .text(id -> id.listing().venue().value())
        .text(id -> id.interval().code())
        .time(BarId::start);
  }

  static Map<BarId, TimedBar> byId(List<TimedBar> bars) {
    return bars.stream().collect(Collectors.toMap(bar -> BarId.of(bar.bar()), bar -> bar));
  }

  /** Of the columns but the last; by position, because a name would be looked up for each value. */
  static Bar bar(Readable row) {
    return new Bar(
        Listing.of(get(row, 0, String.class), get(row, 1, String.class)),
        BarInterval.ofCode(get(row, 2, String.class)),
        get(row, 3, Instant.class),
        Decimal.from(get(row, 4, BigDecimal.class)),
        Decimal.from(get(row, 5, BigDecimal.class)),
        Decimal.from(get(row, 6, BigDecimal.class)),
        Decimal.from(get(row, 7, BigDecimal.class)),
        get(row, 8, BigDecimal.class),
        get(row, 9, BigDecimal.class),
        get(row, 10, Long.class),
        get(row, 11, Long.class),
        get(row, 12, Long.class),
        get(row, 13, Integer.class),
        get(row, 14, Boolean.class));
  }

  static <T> T get(Readable row, int column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type));
  }

  private static TimedBar timedBar(Readable row) {
    return new TimedBar(bar(row), get(row, 15, Instant.class));
  }

  /** A bar and the partition whose writer owns it. */
  record OwnedBar(int partition, TimedBar timed) {

    Bar bar() {
      return timed.bar();
    }
  }
}
