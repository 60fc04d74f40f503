package io.penstock.market.bars;

import io.penstock.market.bars.BarsTable.OwnedBar;
import io.penstock.market.bars.TopicPositionsTable.Move;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Trade;
import io.penstock.platform.postgres.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * What happens to batches of several partitions in one transaction: three to five statements,
 * however many trades.
 */
final class BarsTransaction {

  private final TradesTable trades;
  private final BarsTable bars;
  private final TopicPositionsTable positions;

  BarsTransaction(TradesTable trades, BarsTable bars, TopicPositionsTable positions) {
    this.trades = trades;
    this.bars = bars;
    this.positions = positions;
  }

  /**
   * Answers, in the batches' order, what each came to. A partition has at most one batch among
   * them.
   */
  Mono<List<Stored>> write(Session session, List<BarsBatch> batches) {
    return insertTrades(session, batches)
        .flatMap(
            added -> loadBars(session, batches, added).map(stored -> fold(batches, added, stored)))
        .flatMap(changes -> recomputeRevised(session, changes))
        .flatMap(changes -> store(session, batches, changes));
  }

  private Mono<Set<TradeId>> insertTrades(Session session, List<BarsBatch> batches) {
    List<Trade> given = new ArrayList<>();
    batches.forEach(batch -> given.addAll(batch.trades()));
    return given.isEmpty() ? Mono.just(Set.of()) : trades.insert(session, given);
  }

  /**
   * The bars of new trades that are not open in memory: new ones, and closed ones that a late trade
   * touches.
   */
  private Mono<Map<BarId, TimedBar>> loadBars(
      Session session, List<BarsBatch> batches, Set<TradeId> added) {
    Set<BarId> missing = new HashSet<>();
    for (BarsBatch batch : batches) {
      for (Trade trade : batch.trades()) {
        if (added.contains(TradeId.of(trade))) {
          addMissing(batch.partition(), trade, missing);
        }
      }
    }
    return missing.isEmpty() ? Mono.just(Map.of()) : bars.load(session, missing);
  }

  private static void addMissing(PartitionBars partition, Trade trade, Set<BarId> missing) {
    ListingBars open = partition.listings().get(trade.listing());
    for (BarInterval interval : BarInterval.STORED) {
      BarId id = BarId.of(interval, trade);
      if (open == null || open.get(id) == null) {
        missing.add(id);
      }
    }
  }

  private static List<BarsChange> fold(
      List<BarsBatch> batches, Set<TradeId> added, Map<BarId, TimedBar> stored) {
    return batches.stream().map(batch -> BatchFold.of(batch, added, stored)).toList();
  }

  /** The stored trades have the last word on a bar that was closed. */
  private Mono<List<BarsChange>> recomputeRevised(Session session, List<BarsChange> changes) {
    List<BarId> revised =
        changes.stream().map(BarsChange::revised).flatMap(Collection::stream).toList();
    return revised.isEmpty()
        ? Mono.just(changes)
        : trades
            .fold(session, revised)
            .map(values -> changes.stream().map(change -> change.recomputed(values)).toList());
  }

  private Mono<List<Stored>> store(
      Session session, List<BarsBatch> batches, List<BarsChange> changes) {
    List<OwnedBar> changed = new ArrayList<>();
    List<Move> moves = new ArrayList<>();
    List<Stored> stored = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      BarsBatch batch = batches.get(i);
      BarsChange change = changes.get(i);
      TopicPosition to = batch.partition().position().movedTo(batch.nextOffset());
      change
          .bars()
          .values()
          .forEach(bar -> changed.add(new OwnedBar(to.partition().partition(), bar)));
      moves.add(new Move(to, change.bars().keySet()));
      stored.add(new Stored(change, to));
    }
    Mono<Long> upserted = changed.isEmpty() ? Mono.empty() : bars.upsert(session, changed);
    return upserted.then(positions.move(session, moves)).thenReturn(stored);
  }

  /** What a batch came to, and where its partition's position is now. */
  record Stored(BarsChange change, TopicPosition position) {}
}
