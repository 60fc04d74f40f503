package io.penstock.platform.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.penstock.platform.streams.TopicDeclaration.Compression;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Producers, and the threads that hand records to them. A producer compresses and lingers one way
 * for all its topics, so there is one for each way that is declared, made when it is first needed.
 */
final class Senders implements AutoCloseable {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
  private static final int THREADS = 8;
  private static final int TASKS_PER_THREAD = 10_000;
  private static final int THREAD_LIFE_SECONDS = 60;

  private final Declarations declarations;
  private final KafkaClients clients;
  private final MeterRegistry meters;
  private final int inFlight;
  private final Map<Way, OneProducer> byWay = new ConcurrentHashMap<>();
  private final Map<String, Producer<String, byte[]>> byTopic = new ConcurrentHashMap<>();
  private final Scheduler threads =
      Schedulers.newBoundedElastic(
          THREADS, TASKS_PER_THREAD, "penstock-send", THREAD_LIFE_SECONDS, true);

  Senders(
      Declarations declarations,
      KafkaClients clients,
      StreamsProperties properties,
      MeterRegistry meters) {
    this.declarations = declarations;
    this.clients = clients;
    this.meters = meters;
    this.inFlight = properties.send().inFlight();
  }

  /** As in {@link Streams#send}. */
  Mono<Void> send(Publisher<OutgoingRecord> records) {
    return Mono.create(result ->
        Flux.from(records)
            .subscribe(new Sending(result, this::producer, threads.createWorker(), inFlight)));
  }

  @Override
  public void close() {
    byTopic.clear();
    byWay.values().forEach(OneProducer::close);
    threads.dispose();
  }

  private Producer<String, byte[]> producer(String topic) {
    Producer<String, byte[]> known = byTopic.get(topic);
    return known != null ? known : byTopic.computeIfAbsent(topic, this::make);
  }

  private Producer<String, byte[]> make(String topic) {
    TopicDeclaration declared = declarations.topic(topic);
    return byWay.computeIfAbsent(new Way(declared.compression(), declared.linger()), this::make)
        .producer;
  }

  private OneProducer make(Way way) {
    Producer<String, byte[]> producer =
        new KafkaProducer<>(
            clients.producer(way.compression, way.linger),
            new StringSerializer(),
            new ByteArraySerializer());
    KafkaClientMetrics metrics =
        new KafkaClientMetrics(producer, List.of(Tag.of("compression", way.compression.word())));
    metrics.bindTo(meters);
    return new OneProducer(producer, metrics);
  }

  private record Way(Compression compression, Duration linger) {}

  private record OneProducer(Producer<String, byte[]> producer, KafkaClientMetrics metrics) {

    void close() {
      metrics.close();
      producer.close(CLOSE_WITHIN);
    }
  }
}
