package io.penstock.platform.streams;

import io.penstock.platform.streams.StreamsOccurrence.FlowRestarted;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.kafka.receiver.MicrometerConsumerListener;
import reactor.kafka.receiver.ReceiverOptions;

/** {@link Streams} over reactor-kafka and the Kafka clients below it. */
final class ReactorKafkaStreams implements Streams, AutoCloseable {

  private final Declarations declarations;
  private final StreamsProperties properties;
  private final KafkaClients clients;
  private final Telemetry telemetry;
  private final RandomGenerator random;
  private final Topics topics;
  private final Senders senders;
  private final TopicReader reader;
  private final DeadLetters deadLetters;
  private final ReceiverOptions.ConsumerListener listener;
  private final Map<String, FlowMeters> meters = new ConcurrentHashMap<>();
  private final Set<FlowRunner<?>> running = ConcurrentHashMap.newKeySet();

  ReactorKafkaStreams(
      Declarations declarations,
      StreamsProperties properties,
      Telemetry telemetry,
      RandomGenerator random) {
    this.declarations = declarations;
    this.properties = properties;
    this.telemetry = telemetry;
    this.random = random;
    this.clients = new KafkaClients(properties);
    this.topics = new Topics(clients, properties, telemetry);
    this.senders = new Senders(declarations, clients, properties, telemetry.meters());
    this.listener = new MicrometerConsumerListener(telemetry.meters());
    this.reader = new TopicReader(clients, topics, telemetry, listener);
    this.deadLetters = new DeadLetters(this, telemetry);
  }

  /** Makes or checks all topics. */
  Mono<Void> ensureTopics() {
    return topics.ensure(declarations.topics().values());
  }

  DeadLetters deadLetters() {
    return deadLetters;
  }

  /** Completes when all flows that were cancelled are done with the work in hand. */
  Mono<Void> flowsLeft() {
    return Flux.fromIterable(Set.copyOf(running))
        .flatMap(FlowRunner::left, Math.max(1, running.size()))
        .then();
  }

  @Override
  public Mono<Void> send(Publisher<OutgoingRecord> records) {
    return senders.send(records);
  }

  @Override
  public <S> Mono<Void> run(String name, PartitionHandler<S> handler) {
    FlowDeclaration flow = declarations.flow(name);
    FlowDeclaration.Work limits = flow.work();
    if (limits == null) {
      throw new IllegalArgumentException("flow " + name + " has no group: it follows its topics");
    }
    FlowWork<S> work = new FlowWork<>(flow, limits, handler, deadLetters, telemetry, random);
    return Flux.usingWhen(Mono.fromCallable(() -> join(work)), FlowRunner::signals, this::leave)
        .retryWhen(
            limits
                .pauses()
                .forever()
                .jitter(1)
                .doBeforeRetry(signal ->
                    telemetry.report(new FlowRestarted(name, Causes.sentence(signal.failure())))))
        .then();
  }

  @Override
  public Flux<StreamRecord> follow(String topic, Map<Integer, Long> from) {
    return reader.follow(topic, from);
  }

  @Override
  public Flux<StreamRecord> read(PartitionId partition, long from, long to) {
    return reader.read(partition, from, to);
  }

  @Override
  public Mono<TopicState> describe(String topic) {
    return topics.describe(topic);
  }

  @Override
  public Mono<Map<Integer, Long>> offsetsAt(String topic, Instant instant) {
    return topics.offsetsAt(topic, instant);
  }

  @Override
  public void close() {
    senders.close();
    topics.close();
  }

  private <S> FlowRunner<S> join(FlowWork<S> work) {
    FlowMeters shown =
        meters.computeIfAbsent(work.flow().name(), name -> FlowMeters.of(name, telemetry.meters()));
    FlowRunner<S> runner = new FlowRunner<>(work, shown, properties.leaveTimeout());
    running.add(runner);
    return runner.join(clients.member(work.limits().group()), listener);
  }

  private Mono<Void> leave(FlowRunner<?> runner) {
    return runner.leave().doFinally(any -> running.remove(runner));
  }
}
