package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Trade;
import io.penstock.platform.postgres.Parameters;
import io.penstock.platform.postgres.Session;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/** {@code market_trades}: every trade once. */
final class TradesTable {

  /** How far apart two tellings of one trade may be in their times. */
  private static final Duration SAME_TRADE = Duration.ofDays(1);

  /**
   * Looks for the id first, because the table's key holds the time too; see the table's comment.
   */
  private static final String INSERT =
      """
      INSERT INTO market_trades (symbol, venue, trade_id, price, quantity, taker_side, time, received)
      SELECT n.*
      FROM unnest($1::text[], $2::text[], $3::bigint[], $4::numeric[], $5::numeric[], $6::text[], $7::timestamptz[],
        $8::timestamptz[]) AS n (symbol, venue, trade_id, price, quantity, taker_side, time, received)
      LEFT JOIN LATERAL (
        SELECT true AS stored FROM market_trades t
        WHERE t.symbol = n.symbol AND t.venue = n.venue AND t.trade_id = n.trade_id AND t.time BETWEEN $9 AND $10
        LIMIT 1) t ON true
      WHERE t.stored IS NULL
      ON CONFLICT DO NOTHING
      RETURNING symbol, venue, trade_id
      """;

  /** In the columns of market_bars, but for the last trade's times in place of closes_at. */
  private static final String FOLD =
      """
      SELECT k.symbol, k.venue, k.bar_interval, k.start,
        f.prices[1], f.high, f.low, f.prices[f.trades::int], f.volume, f.notional, f.trades,
        f.ids[1], f.ids[f.trades::int], 0, false, f.received[f.trades::int], f.times[f.trades::int]
      FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[])
        AS k (symbol, venue, bar_interval, start, until)
      CROSS JOIN LATERAL (
        SELECT max(price) AS high, min(price) AS low, sum(quantity) AS volume, sum(price * quantity) AS notional,
          count(*) AS trades,
          array_agg(price ORDER BY trade_id) AS prices, array_agg(trade_id ORDER BY trade_id) AS ids,
          array_agg(received ORDER BY trade_id) AS received, array_agg(time ORDER BY trade_id) AS times
        FROM market_trades t
        WHERE t.symbol = k.symbol AND t.venue = k.venue AND t.time >= k.start AND t.time < k.until) f
      WHERE f.trades > 0
      """;

  /**
   * Stores trades and answers those that were not stored before. Of two with one id the first given
   * is stored.
   */
  Mono<Set<TradeId>> insert(Session session, Collection<Trade> given) {
    Map<TradeId, Trade> byId = new LinkedHashMap<>();
    given.forEach(trade -> byId.putIfAbsent(TradeId.of(trade), trade));
    List<Trade> trades = List.copyOf(byId.values());
    return session
        .query(INSERT, parameters -> bind(parameters, trades), TradesTable::id)
        .map(HashSet::new);
  }

  /** The bars that all stored trades make, by id; those without trades are left out. */
  Mono<Map<BarId, TimedBar>> fold(Session session, Collection<BarId> bars) {
    return session
        .query(
            FOLD,
            given ->
                BarsTable.bindIds(given, bars)
                    .time(id -> id.start().plus(id.interval().duration())),
            TradesTable::foldedBar)
        .map(BarsTable::byId);
  }

  private static void bind(Parameters given, List<Trade> trades) {
    List<Instant> times = trades.stream().map(trade -> trade.times().time()).toList();
    given
        .rows(trades)
        .text(trade -> trade.listing().symbol().value())
        .text(trade -> trade.listing().venue().value())
        .number(Trade::tradeId)
        .decimal(trade -> trade.price().toBigDecimal())
        .decimal(trade -> trade.quantity().toBigDecimal())
        .text(trade -> trade.takerSide().name())
        .time(trade -> trade.times().time())
        .time(trade -> trade.times().received())
        .value(Collections.min(times).minus(SAME_TRADE))
        .value(Collections.max(times).plus(SAME_TRADE));
  }

  private static TradeId id(Readable row) {
    Listing listing =
        Listing.of(BarsTable.get(row, 0, String.class), BarsTable.get(row, 1, String.class));
    return new TradeId(listing, BarsTable.get(row, 2, Long.class));
  }

  private static TimedBar foldedBar(Readable row) {
    Bar bar = BarsTable.bar(row);
    Instant received = BarsTable.get(row, 15, Instant.class);
    Instant time = BarsTable.get(row, 16, Instant.class);
    return new TimedBar(bar, TimedBar.closesAt(bar, time, received));
  }
}
