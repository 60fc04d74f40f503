package io.penstock.market.prices;

import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.PartitionHandler;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicState;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Topics of one partition each, in memory; what is sent can be made to fail after some records. */
final class TopicsInMemory implements Streams {

  private final Clock clock;
  private final List<StreamRecord> records = new ArrayList<>();

  /** Of the broker; another one stands for a topic that was made anew. */
  String topicId = "first";

  int failAfter = Integer.MAX_VALUE;

  TopicsInMemory(Clock clock) {
    this.clock = clock;
  }

  List<StreamRecord> of(String topic) {
    return records.stream().filter(record -> record.partition().topic().equals(topic)).toList();
  }

  @Override
  public Mono<Void> send(Publisher<OutgoingRecord> sent) {
    return Flux.from(sent).doOnNext(this::append).then();
  }

  void append(OutgoingRecord sent) {
    if (failAfter-- <= 0) {
      throw new IllegalStateException("the broker is away");
    }
    PartitionId partition =
        new PartitionId(sent.topic(), Objects.requireNonNullElse(sent.partition(), 0));
    records.add(
        new StreamRecord(
            partition,
            of(sent.topic()).size(),
            sent.key(),
            sent.value(),
            sent.headers(),
            clock.instant()));
  }

  @Override
  public Flux<StreamRecord> read(PartitionId partition, long from, long to) {
    return Flux.fromIterable(of(partition.topic()))
        .filter(record -> record.offset() >= from && record.offset() < to);
  }

  @Override
  public Mono<TopicState> describe(String topic) {
    return Mono.fromSupplier(
        () -> new TopicState(topic, topicId, List.of(0L), List.of((long) of(topic).size())));
  }

  @Override
  public Mono<Map<Integer, Long>> offsetsAt(String topic, Instant instant) {
    return Mono.fromSupplier(() ->
        Map.of(
            0, of(topic).stream().filter(record -> record.timestamp().isBefore(instant)).count()));
  }

  @Override
  public <S> Mono<Void> run(String flow, PartitionHandler<S> handler) {
    return Mono.error(new IllegalStateException("the test calls the handler itself"));
  }

  @Override
  public Flux<StreamRecord> follow(String topic, Map<Integer, Long> from) {
    return Flux.error(new IllegalStateException("the pipeline follows nothing"));
  }
}
