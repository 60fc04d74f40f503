package io.penstock.market.bars;

import io.penstock.market.tick.Trade;
import io.penstock.platform.postgres.Database;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The months that have partitions in {@code market_trades} and {@code market_bars}. */
final class MonthsTable {

  private static final String ADD = "SELECT market_add_month($1::date)";

  private final Database database;
  private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();

  MonthsTable(Database database) {
    this.database = database;
  }

  /**
   * Makes the partitions that trades need, in transactions of their own. Asks nobody for months
   * seen before.
   */
  Mono<Void> ensure(Collection<Trade> trades) {
    List<YearMonth> unknown =
        trades.stream()
            .map(trade -> month(trade.times().time()))
            .distinct()
            .filter(month -> !known.contains(month))
            .toList();
    return Flux.fromIterable(unknown).concatMap(this::add).then();
  }

  private Mono<Void> add(YearMonth month) {
    return database
        .inTransaction(
            session -> session.query(ADD, given -> given.value(month.atDay(1)), row -> month))
        .doOnNext(added -> known.add(month))
        .then();
  }

  private static YearMonth month(Instant time) {
    return YearMonth.from(time.atOffset(ZoneOffset.UTC));
  }
}
