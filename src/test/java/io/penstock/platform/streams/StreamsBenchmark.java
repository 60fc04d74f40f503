package io.penstock.platform.streams;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.TestServers;
import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.TopicDeclaration.Cleanup;
import io.penstock.platform.streams.TopicDeclaration.Compression;
import io.penstock.platform.telemetry.Telemetry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.kafka.sender.KafkaSender;
import reactor.kafka.sender.SenderOptions;
import reactor.kafka.sender.SenderRecord;

/**
 * Records of 100 B per second and per CPU-second of the client's own threads, the broker's not
 * counted; our sending beside reactor-kafka's in the same run. One JSON line per result.
 */
class StreamsBenchmark {

  private static final int RECORDS = 1_000_000;
  private static final int ROUNDS = 3;
  private static final String TOPIC = "bench.in.v1";
  private static final String[] KEYS =
      IntStream.range(0, 20).mapToObj(number -> "SYM" + number + "-USD").toArray(String[]::new);
  private static final List<String> CLIENT_THREADS =
      List.of(
          "main",
          "penstock-send",
          "kafka-producer-network",
          "reactive-kafka",
          "reactor-kafka",
          "flow-");
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void sendsAndReads() {
    FlowDeclaration.Work work =
        new FlowDeclaration.Work(
            "bench",
            4,
            1000,
            8000,
            3,
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
            TOPIC);
    Declarations declarations =
        Declarations.of(
            List.of(
                new TopicDeclaration(
                    TOPIC,
                    "Bench.",
                    "n",
                    4,
                    Duration.ofHours(1),
                    Cleanup.DELETE,
                    Compression.LZ4,
                    Duration.ofMillis(2),
                    "as-it-came")),
            List.of(
                new FlowDeclaration(
                    "bench", "Bench.", List.of(TOPIC), List.of(), "io.penstock.BenchFlow", work)));
    StreamsProperties properties = ReactorKafkaStreamsIT.properties(TestServers.kafka());
    ReactorKafkaStreams streams =
        new ReactorKafkaStreams(
            declarations,
            properties,
            new Telemetry(new SimpleMeterRegistry()),
            RandomGenerator.getDefault());
    streams.ensureTopics().block();
    KafkaClients clients = new KafkaClients(properties);
    KafkaSender<String, byte[]> sender =
        KafkaSender.create(
            SenderOptions.<String, byte[]>create(
                    clients.producer(Compression.LZ4, Duration.ofMillis(2)))
                .withKeySerializer(new StringSerializer())
                .withValueSerializer(new ByteArraySerializer())
                .stopOnError(true)
                .maxInFlight(properties.send().inFlight()));
    for (int round = 1; round <= ROUNDS; round++) {
      measureSending("send", streams.send(outgoing()));
      measureSending(
          "send by reactor-kafka",
          sender.send(outgoing().map(StreamsBenchmark::senderRecord)).then());
    }
    sender.close();
    long all = 2L * ROUNDS * RECORDS;
    measure("run", (int) all, () -> consume(all, left -> streams.run("bench", new Counting(left))));
    streams.flowsLeft().block();
    Map<Integer, Long> start = Map.of(0, 0L, 1, 0L, 2, 0L, 3, 0L);
    measure(
        "follow",
        (int) all,
        () ->
            consume(
                all,
                left -> streams.follow(TOPIC, start).doOnNext(record -> left.countDown(1)).then()));
    streams.close();
  }

  /** Reads until all came, and looks at the clock while the threads are still there. */
  private static long consume(long count, Function<Countdown, Mono<Void>> reading) {
    Countdown left = new Countdown(new AtomicLong(count), new CountDownLatch(1));
    Disposable running = reading.apply(left).subscribe();
    try {
      left.done.await();
      return cpu();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      running.dispose();
    }
  }

  private record Countdown(AtomicLong left, CountDownLatch done) {

    void countDown(int records) {
      if (left.addAndGet(-records) <= 0) {
        done.countDown();
      }
    }
  }

  private record Counting(Countdown left) implements PartitionHandler<String> {

    @Override
    public Mono<String> open(PartitionId partition) {
      return Mono.just("state");
    }

    @Override
    public Mono<Void> handle(String state, List<StreamRecord> batch) {
      left.countDown(batch.size());
      return Mono.empty();
    }
  }

  private static Flux<OutgoingRecord> outgoing() {
    byte[] value = new byte[100];
    RandomGenerator.of("L64X128MixRandom").nextBytes(value);
    return Flux.range(0, RECORDS)
        .map(number -> OutgoingRecord.of(TOPIC, KEYS[number % KEYS.length], value));
  }

  private static SenderRecord<String, byte[], Integer> senderRecord(OutgoingRecord record) {
    return SenderRecord.create(
        new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value()), 0);
  }

  private static void measureSending(String what, Mono<Void> sending) {
    measure(
        what,
        RECORDS,
        () -> {
          sending.block();
          return cpu();
        });
  }

  /**
   * @param work gives the CPU time at its end
   */
  private static void measure(String what, int records, LongSupplier work) {
    long cpu = cpu();
    long begin = System.nanoTime();
    long used = work.getAsLong() - cpu;
    long took = System.nanoTime() - begin;
    System.out.printf(
        "{\"bench\": \"%s\", \"records\": %d, \"per_second\": %d, \"client_cpu_ns_per_record\": %d}%n",
        what, records, records * 1_000_000_000L / took, used / records);
  }

  private static long cpu() {
    long sum = 0;
    for (long id : THREADS.getAllThreadIds()) {
      var info = THREADS.getThreadInfo(id);
      if (info != null && CLIENT_THREADS.stream().anyMatch(info.getThreadName()::startsWith)) {
        sum += Math.max(0, THREADS.getThreadCpuTime(id));
      }
    }
    return sum;
  }
}
