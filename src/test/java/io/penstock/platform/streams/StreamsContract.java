package io.penstock.platform.streams;

import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.TopicDeclaration.Cleanup;
import io.penstock.platform.streams.TopicDeclaration.Compression;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What every implementation of {@link Streams} promises, over a real broker, as numbered cases:
 * {@link SendingContract}, {@link FlowsContract}, {@link FailuresContract}, {@link
 * ReadingContract}, {@link ReplaysContract}. Each case has topics of its own.
 */
abstract class StreamsContract {

  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicLong VERSIONS = new AtomicLong(Instant.now().getEpochSecond());

  final long version = VERSIONS.incrementAndGet();
  final String in = "contract.in.v" + version;
  final String dead = "contract.dead.v" + version;
  final Disposable.Composite running = Disposables.composite();

  /**
   * Streams over a broker that has the topics; another call gives what another process would have.
   */
  abstract Streams open(Declarations declarations);

  @AfterEach
  void stopAll() {
    running.dispose();
  }

  Declarations declarations(int partitions) {
    return declarations(partitions, 10, 100);
  }

  Declarations declarations(int partitions, int batch, int inFlight) {
    FlowDeclaration.Work work =
        new FlowDeclaration.Work(
            "contract-" + version,
            4,
            batch,
            inFlight,
            3,
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(20)),
            dead);
    return Declarations.of(
        List.of(topic(in, partitions, Duration.ZERO), topic(dead, 1, Duration.ZERO)),
        List.of(
            new FlowDeclaration(
                "work", "Works.", List.of(in), List.of(), "io.penstock.WorkFlow", work),
            new FlowDeclaration(
                "watch", "Follows.", List.of(in), List.of(), "io.penstock.WatchFlow", null)));
  }

  static TopicDeclaration topic(String name, int partitions, Duration linger) {
    return new TopicDeclaration(
        name,
        "A case.",
        "name",
        partitions,
        Duration.ofHours(1),
        Cleanup.DELETE,
        Compression.LZ4,
        linger,
        "as-it-came");
  }

  OutgoingRecord outgoing(String key, String value) {
    return OutgoingRecord.of(in, key, value.getBytes(StandardCharsets.UTF_8));
  }

  static String text(StreamRecord record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  static <T> T result(Mono<T> mono) {
    return mono.blockOptional(PATIENCE).orElseThrow();
  }

  void send(Streams streams, String... values) {
    streams.send(Flux.fromArray(values).map(value -> outgoing("key", value))).block(PATIENCE);
  }

  List<StreamRecord> all(Streams streams, String topic) {
    return result(
        Flux.range(0, result(streams.describe(topic)).partitions())
            .concatMap(number -> streams.read(new PartitionId(topic, number), 0, Long.MAX_VALUE))
            .collectList());
  }

  void run(Streams streams, PartitionHandler<?> handler) {
    running.add(streams.run("work", handler).subscribe());
  }

  static UnprocessableRecordException unprocessable(StreamRecord record) {
    return new UnprocessableRecordException(
        record, "cannot be read", new IllegalArgumentException("bytes"));
  }

  void sendTo(Streams streams, int partition, String value) {
    streams
        .send(
            Mono.just(
                new OutgoingRecord(
                    in, partition, "key", value.getBytes(StandardCharsets.UTF_8), Map.of())))
        .block(PATIENCE);
  }
}
