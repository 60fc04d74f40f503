package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.platform.postgres.ColumnBinder;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code market_bars}. */
final class BarsTable {

  /** More bars cannot be open in one partition. */
  private static final int MOST_OPEN = 200_000;

  private static final String OPEN =
      "SELECT " + BarRow.COLUMNS + " FROM market_bars WHERE topic_partition = $1 AND NOT closed LIMIT $2";

  /** Lateral, so that each bar is looked up in its own month by the key, whatever the planner knows. */
  private static final String LOAD =
      "SELECT b.* FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[])"
          + " AS k (symbol, venue, bar_interval, start) CROSS JOIN LATERAL (SELECT " + BarRow.COLUMNS
          + " FROM market_bars m WHERE m.symbol = k.symbol AND m.venue = k.venue AND m.bar_interval = k.bar_interval"
          + " AND m.start = k.start LIMIT 1) b";

  private static final String UPSERT =
      "INSERT INTO market_bars AS b (" + BarRow.COLUMNS + ", topic_partition)"
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
      "SELECT " + BarRow.COLUMNS
          + " FROM market_bars WHERE symbol = $1 AND venue = $2 AND bar_interval = $3 AND start >= $4 AND start < $5"
          + " ORDER BY start LIMIT $6";

  /** The bars of a partition of the ticks' topic that are not closed. */
  Mono<List<TimedBar>> open(Connection connection, int partition) {
    Statement open = connection.createStatement(OPEN).bind(0, partition).bind(1, MOST_OPEN);
    return Flux.from(open.execute()).concatMap(result -> result.map(BarRow::stored)).collectList();
  }

  /** Those of the bars that are there. */
  Mono<Map<BarId, TimedBar>> load(Connection connection, Collection<BarId> bars) {
    Statement load = BarRow.bindIds(connection.createStatement(LOAD), bars).statement();
    return Flux.from(load.execute())
        .concatMap(result -> result.map(BarRow::stored))
        .collectMap(bar -> BarId.of(bar.bar()));
  }

  /** Writes bars as they are given. Each at most once in the list. */
  Mono<Void> upsert(Connection connection, List<OwnedBar> bars) {
    Statement upsert =
        new ColumnBinder<>(connection.createStatement(UPSERT), bars)
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
            .integer(OwnedBar::partition)
            .statement();
    return Flux.from(upsert.execute()).concatMap(result -> result.getRowsUpdated()).then();
  }

  /** At most {@code limit} bars in order of time, those that start in [from, to). */
  Mono<List<Bar>> history(
      Connection connection, Listing listing, BarInterval interval, Instant from, Instant to, int limit) {
    Statement history =
        connection
            .createStatement(HISTORY)
            .bind(0, listing.symbol().value())
            .bind(1, listing.venue().value())
            .bind(2, interval.code())
            .bind(3, from)
            .bind(4, to)
            .bind(5, limit);
    return Flux.from(history.execute()).concatMap(result -> result.map(BarRow::bar)).collectList();
  }

  /** A bar and the partition whose writer owns it. */
  record OwnedBar(int partition, TimedBar timed) {

    Bar bar() {
      return timed.bar();
    }
  }
}
