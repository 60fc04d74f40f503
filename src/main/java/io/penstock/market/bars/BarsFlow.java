package io.penstock.market.bars;

import io.penstock.market.bars.BarsTransaction.Stored;
import io.penstock.market.bars.TopicPositionsTable.Claimed;
import io.penstock.market.tick.Bar;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.TickCodec;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionHandler;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * {@code market.ticks.v1} → stored trades and bars → {@code market.bars.v1}; see the package for
 * what it promises.
 */
class BarsFlow implements PartitionHandler<PartitionBars> {

  private final Database database;
  private final GroupCommit<BarsBatch, Stored> group;
  private final MonthsTable months;
  private final TopicPositionsTable positions;
  private final BarsTable table;
  private final Streams streams;
  private final Clock clock;

  BarsFlow(
      Database database,
      GroupCommit<BarsBatch, Stored> group,
      MonthsTable months,
      TopicPositionsTable positions,
      BarsTable table,
      Streams streams,
      Clock clock) {
    this.database = database;
    this.group = group;
    this.months = months;
    this.positions = positions;
    this.table = table;
    this.streams = streams;
    this.clock = clock;
  }

  /** Takes the partition over, and publishes again what its last writer may not have published. */
  @Override
  public Mono<PartitionBars> open(PartitionId partition) {
    return streams
        .describe(partition.topic())
        .flatMap(
            topic -> database.inTransaction(session -> takeOver(session, partition, topic.id())))
        .flatMap(taken -> publish(taken.unpublished()).thenReturn(taken.bars()));
  }

  @Override
  public Mono<Void> handle(PartitionBars bars, List<StreamRecord> records) {
    return Mono.fromCallable(() -> BarsBatch.of(bars, records))
        .flatMap(this::store)
        .flatMap(change -> publish(change.bars().values()));
  }

  /** Closes what is over by the wall clock where nothing comes. */
  @Override
  public Mono<Void> pulse(PartitionBars bars, PartitionId partition) {
    return Mono.fromSupplier(clock::instant)
        .filter(bars::isOverdue)
        .flatMap(now -> store(BarsBatch.ofTime(bars, now)))
        .flatMap(change -> publish(change.bars().values()));
  }

  private Mono<BarsChange> store(BarsBatch batch) {
    if (batch.trades().isEmpty()) {
      BarsChange change = BatchFold.of(batch, Set.of(), Map.of());
      if (change.isEmpty()) {
        batch.partition().apply(change, batch.partition().position(), clock.instant());
        return Mono.empty();
      }
    }
    return months
        .ensure(batch.trades())
        .then(group.submit(batch))
        .doOnNext(
            stored -> batch.partition().apply(stored.change(), stored.position(), clock.instant()))
        .map(Stored::change);
  }

  private Mono<Void> publish(Collection<TimedBar> bars) {
    return bars.isEmpty()
        ? Mono.empty()
        : streams.send(Flux.fromIterable(bars).map(timed -> outgoing(timed.bar())));
  }

  private static OutgoingRecord outgoing(Bar bar) {
    return OutgoingRecord.of(
        MarketTopics.BARS, bar.listing().symbol().value(), TickCodec.encodeBar(bar));
  }

  private Mono<TakenOver> takeOver(Session session, PartitionId partition, String topicId) {
    return positions
        .claim(session, partition, topicId)
        .flatMap(claimed ->
            openBars(session, claimed).flatMap(bars -> unpublished(session, claimed, bars)));
  }

  private Mono<PartitionBars> openBars(Session session, Claimed claimed) {
    PartitionId partition = claimed.position().partition();
    return table
        .open(session, partition.partition())
        .map(open -> new PartitionBars(partition, claimed.position(), open, clock.instant()));
  }

  private Mono<TakenOver> unpublished(Session session, Claimed claimed, PartitionBars bars) {
    return claimed.unpublished().isEmpty()
        ? Mono.just(new TakenOver(bars, List.of()))
        : table
            .load(session, claimed.unpublished())
            .map(found -> new TakenOver(bars, found.values()));
  }

  private record TakenOver(PartitionBars bars, Collection<TimedBar> unpublished) {}
}
