package io.penstock.market.fanout;

import io.penstock.market.prices.Prices;
import io.penstock.market.tick.MarketTopics;
import io.penstock.platform.resilience.Gather;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicState;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ticks and bars → board. Every replica reads all partitions, without a group, from a little in the
 * past: so its values and books are rebuilt before it takes the first browser.
 */
final class FanoutFlow {

  /** Records applied between two looks at what subscribers ask. */
  private static final int BATCH = 512;

  private final Streams streams;
  private final Prices prices;
  private final Records records;
  private final Board board;
  private final FanoutReadiness readiness;
  private final FanoutProperties properties;
  private final Clock clock;
  private final Telemetry telemetry;
  private final TickHops hops;

  FanoutFlow(
      Streams streams,
      Prices prices,
      Records records,
      Board board,
      FanoutReadiness readiness,
      FanoutProperties properties,
      Clock clock,
      Telemetry telemetry,
      TickHops hops) {
    this.streams = streams;
    this.prices = prices;
    this.records = records;
    this.board = board;
    this.readiness = readiness;
    this.properties = properties;
    this.clock = clock;
    this.telemetry = telemetry;
    this.hops = hops;
  }

  /**
   * Endless; an error when the topics cannot be read from. May be run again after one: nothing is
   * applied twice.
   */
  Mono<Void> run() {
    return Mono.defer(() -> {
      Progress progress = new Progress(clock.instant());
      return seed()
          .thenMany(Flux.just(MarketTopics.TICKS, MarketTopics.BARS))
          .concatMap(topic -> begin(topic, progress))
          .collectList()
          .doOnNext(starts -> progress.report(readiness.begin()))
          .flatMapMany(starts -> Flux.fromIterable(starts).flatMap(this::follow, starts.size()))
          .transform(Gather.upTo(BATCH))
          .concatMap(records -> apply(records, progress), 0)
          .then();
    });
  }

  /** Symbols that were quiet for longer than topics are read back are known to Redis alone. */
  private Mono<Void> seed() {
    return prices
        .all()
        .flatMap(known -> board.seed(known.values()))
        .onErrorResume(cause -> {
          telemetry.report(new FanoutOccurrence.QuietUnknown(cause));
          return Mono.empty();
        });
  }

  /** Where to read a topic from. */
  private record Start(String topic, Map<Integer, Long> offsets) {}

  private Mono<Start> begin(String topic, Progress progress) {
    return Mono.zip(
            streams.describe(topic),
            streams.offsetsAt(topic, progress.began.minus(properties.historyWindow())))
        .flatMap(both -> {
          Map<Integer, Long> offsets = both.getT2();
          await(both.getT1(), offsets);
          return board.begin(both.getT1(), offsets).thenReturn(new Start(topic, offsets));
        });
  }

  private void await(TopicState topic, Map<Integer, Long> offsets) {
    for (int partition = 0; partition < topic.partitions(); partition++) {
      long end = topic.endOffsets().get(partition);
      if (offsets.getOrDefault(partition, end) < end) {
        readiness.await(new PartitionId(topic.topic(), partition), end);
      }
    }
  }

  private Flux<StreamRecord> follow(Start start) {
    return streams.follow(start.topic(), start.offsets());
  }

  private Mono<Void> apply(List<StreamRecord> batch, Progress progress) {
    return Mono.fromSupplier(() -> batch.stream().map(records::decode).toList())
        .flatMap(changes -> board.apply(changes).then(Mono.fromRunnable(() -> time(changes))))
        .then(Mono.fromRunnable(() -> progress.applied(batch)));
  }

  /** What is read to catch up was published long ago: that is no delay. */
  private void time(List<Change> changes) {
    if (!readiness.isReady()) {
      return;
    }
    Instant now = clock.instant();
    for (Change change : changes) {
      if (change instanceof Change.OfTick tick && tick.event().times().published() != null) {
        hops.applied(tick.event().times().published(), now);
      }
    }
  }

  /** How far one run has come. Signals come one after the other. */
  private final class Progress {

    private final Instant began;
    private long records;

    Progress(Instant began) {
      this.began = began;
    }

    void applied(List<StreamRecord> batch) {
      if (readiness.isReady()) {
        return;
      }
      records += batch.size();
      Map<PartitionId, Long> next = new HashMap<>();
      batch.forEach(record -> next.put(record.partition(), record.offset() + 1));
      next.forEach((partition, offset) -> report(readiness.reached(partition, offset)));
    }

    void report(boolean becameReady) {
      if (becameReady) {
        telemetry.report(
            new FanoutOccurrence.CaughtUp(records, Duration.between(began, clock.instant())));
      }
    }
  }
}
