package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.TickCodec;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionHandler;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Keeps what is sent; a broker that can be told to fail. */
final class KeptStreams implements Streams {

  /** What a reader of bars goes by. */
  private static final Comparator<Bar> NEWEST =
      Comparator.comparingInt(Bar::revision)
          .thenComparingLong(Bar::trades)
          .thenComparing(Bar::closed);

  private final List<Bar> sent = Collections.synchronizedList(new ArrayList<>());
  BooleanSupplier fails = () -> false;
  String topicId = "topic-1";

  /** All bars sent, in order. */
  List<Bar> sent() {
    return List.copyOf(sent);
  }

  /** What a reader of the topic knows in the end. */
  Map<BarId, Bar> known() {
    Map<BarId, Bar> known = new LinkedHashMap<>();
    sent.forEach(bar ->
        known.merge(BarId.of(bar), bar, (old, now) -> NEWEST.compare(now, old) >= 0 ? now : old));
    return known;
  }

  void clear() {
    sent.clear();
  }

  @Override
  public Mono<Void> send(Publisher<OutgoingRecord> records) {
    return Flux.from(records)
        .doOnNext(record -> {
          if (fails.getAsBoolean()) {
            throw new IllegalStateException("the broker is away");
          }
          sent.add(TickCodec.decodeBar(record.value()));
        })
        .then();
  }

  @Override
  public Mono<TopicState> describe(String topic) {
    return Mono.fromSupplier(
        () -> new TopicState(topic, topicId, List.of(0L, 0L), List.of(0L, 0L)));
  }

  @Override
  public <S> Mono<Void> run(String flow, PartitionHandler<S> handler) {
    return Mono.error(new UnsupportedOperationException());
  }

  @Override
  public Flux<StreamRecord> follow(String topic, Map<Integer, Long> from) {
    return Flux.error(new UnsupportedOperationException());
  }

  @Override
  public Flux<StreamRecord> read(PartitionId partition, long from, long to) {
    return Flux.error(new UnsupportedOperationException());
  }

  @Override
  public Mono<Map<Integer, Long>> offsetsAt(String topic, Instant instant) {
    return Mono.error(new UnsupportedOperationException());
  }
}
