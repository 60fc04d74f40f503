package io.penstock.market.fanout;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.TickCodec;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionHandler;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Topics of two partitions in memory, of which the fan-out's side of the port works: describe,
 * offsets, follow.
 */
final class FakeStreams implements Streams {

  static final int PARTITIONS = 2;

  /** When records are written, unless said otherwise. */
  static final Instant WRITTEN = Instant.parse("2026-03-02T10:00:00Z");

  private final Map<String, List<List<StreamRecord>>> topics = new HashMap<>();
  private final Map<String, Sinks.Many<StreamRecord>> live = new HashMap<>();

  private volatile boolean broken;
  private volatile Duration delay = Duration.ZERO;

  FakeStreams() {
    for (String topic : List.of(MarketTopics.TICKS, MarketTopics.BARS)) {
      topics.put(topic, List.of(new ArrayList<>(), new ArrayList<>()));
      live.put(topic, Sinks.many().replay().all());
    }
  }

  /** From now on pieces of partitions cannot be read. */
  void breakReads() {
    broken = true;
  }

  /** From now on reading a piece of a partition takes so long. */
  void delayReads(Duration time) {
    delay = time;
  }

  void write(MarketEvent event) {
    write(MarketTopics.TICKS, event.listing().symbol().value(), TickCodec.encode(event), WRITTEN);
  }

  void write(Bar bar) {
    write(MarketTopics.BARS, bar.listing().symbol().value(), TickCodec.encodeBar(bar), WRITTEN);
  }

  synchronized void write(String topic, String key, byte[] value, Instant timestamp) {
    int number = Math.floorMod(key.hashCode(), PARTITIONS);
    List<StreamRecord> partition = partitions(topic).get(number);
    StreamRecord record =
        new StreamRecord(
            new PartitionId(topic, number), partition.size(), key, value, Map.of(), timestamp);
    partition.add(record);
    sink(topic).emitNext(record, Sinks.EmitFailureHandler.FAIL_FAST);
  }

  @Override
  public Flux<StreamRecord> follow(String topic, Map<Integer, Long> from) {
    return sink(topic)
        .asFlux()
        .filter(record -> record.offset() >= from.getOrDefault(record.partition().partition(), 0L));
  }

  @Override
  public synchronized Mono<TopicState> describe(String topic) {
    List<Long> ends = partitions(topic).stream().map(partition -> (long) partition.size()).toList();
    return Mono.just(new TopicState(topic, "id-of-" + topic, List.of(0L, 0L), ends));
  }

  @Override
  public synchronized Mono<Map<Integer, Long>> offsetsAt(String topic, Instant instant) {
    Map<Integer, Long> offsets = new HashMap<>();
    IntStream.range(0, PARTITIONS)
        .forEach(number ->
            offsets.put(
                number,
                partitions(topic).get(number).stream()
                    .takeWhile(r -> r.timestamp().isBefore(instant))
                    .count()));
    return Mono.just(offsets);
  }

  @Override
  public Mono<Void> send(Publisher<OutgoingRecord> records) {
    throw new UnsupportedOperationException("the fan-out sends nothing");
  }

  @Override
  public <S> Mono<Void> run(String flow, PartitionHandler<S> handler) {
    throw new UnsupportedOperationException("the fan-out is in no group");
  }

  @Override
  public Flux<StreamRecord> read(PartitionId partition, long from, long to) {
    return broken
        ? Flux.error(new IllegalStateException("the broker is away"))
        : Flux.defer(() -> Flux.fromIterable(piece(partition, from, to))).delaySubscription(delay);
  }

  private synchronized List<StreamRecord> piece(PartitionId partition, long from, long to) {
    List<StreamRecord> records = partitions(partition.topic()).get(partition.partition());
    return List.copyOf(records.subList((int) from, (int) Math.min(to, records.size())));
  }

  private List<List<StreamRecord>> partitions(String topic) {
    return topics.getOrDefault(topic, List.of());
  }

  private Sinks.Many<StreamRecord> sink(String topic) {
    return live.getOrDefault(topic, Sinks.many().replay().all());
  }
}
