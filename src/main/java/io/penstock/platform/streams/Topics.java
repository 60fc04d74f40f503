package io.penstock.platform.streams;

import io.penstock.platform.resilience.RetryClass;
import io.penstock.platform.streams.StreamsOccurrence.BrokerAwaited;
import io.penstock.platform.streams.StreamsOccurrence.TopicAltered;
import io.penstock.platform.streams.StreamsOccurrence.TopicCreated;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** What the broker knows of topics; makes those that are declared. */
final class Topics implements AutoCloseable {

  /** A record with its key, headers and frame around it. */
  static final int MAX_MESSAGE = Streams.MAX_RECORD + 64 * 1024;

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final String FOREVER_MS = "-1";

  private final Admin admin;
  private final StreamsProperties properties;
  private final Telemetry telemetry;

  Topics(KafkaClients clients, StreamsProperties properties, Telemetry telemetry) {
    this.admin = Admin.create(clients.admin());
    this.properties = properties;
    this.telemetry = telemetry;
  }

  /**
   * Makes topics that are missing and compares the others: settings that differ are altered;
   * another number of partitions is an error, because keys would move. Waits for a broker that is
   * not there yet.
   */
  Mono<Void> ensure(Collection<TopicDeclaration> wanted) {
    String servers = String.join(",", properties.bootstrapServers());
    return Mono.defer(() -> ensureOnce(wanted))
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(failure -> RetryClass.of(failure) == RetryClass.PASSES)
                .doBeforeRetry(signal ->
                    telemetry.report(
                        new BrokerAwaited(servers, Causes.sentence(signal.failure())))))
        .timeout(
            properties.startDeadline(),
            Mono.error(() ->
                new DeclarationException(
                    "No broker at "
                        + servers
                        + " made the topics within "
                        + properties.startDeadline().toSeconds()
                        + " s: start it, or mend penstock.streams.bootstrap-servers.")));
  }

  /** As in {@link Streams#describe}. */
  Mono<TopicState> describe(String topic) {
    return description(topic)
        .flatMap(found ->
            Mono.zip(
                offsets(found, OffsetSpec.earliest()),
                offsets(found, OffsetSpec.latest()),
                (first, next) ->
                    new TopicState(
                        topic, found.topicId().toString(), positions(first), positions(next))))
        .timeout(ANSWER_WITHIN);
  }

  /** As in {@link Streams#offsetsAt}. */
  Mono<Map<Integer, Long>> offsetsAt(String topic, Instant instant) {
    return description(topic)
        .flatMap(found ->
            Mono.zip(
                offsets(found, OffsetSpec.forTimestamp(instant.toEpochMilli())),
                offsets(found, OffsetSpec.latest()),
                Topics::foundOrEnd))
        .timeout(ANSWER_WITHIN);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }

  private Mono<Void> ensureOnce(Collection<TopicDeclaration> wanted) {
    return answer(() -> admin.listTopics().names())
        .flatMap(present ->
            Flux.fromIterable(wanted)
                .concatMap(topic -> present.contains(topic.name()) ? compare(topic) : create(topic))
                .then());
  }

  private Mono<Void> create(TopicDeclaration topic) {
    NewTopic made =
        new NewTopic(
                topic.name(),
                Optional.of(topic.partitions()),
                Optional.of(properties.replication()))
            .configs(settings(topic));
    return answer(() -> admin.createTopics(List.of(made)).all())
        .then(Mono.defer(() -> ready(topic)))
        .then(
            Mono.<Void>fromRunnable(
                () -> telemetry.report(new TopicCreated(topic.name(), topic.partitions()))))
        .onErrorResume(TopicExistsException.class, another -> compare(topic));
  }

  /**
   * Every leader answers. A sender that came earlier could have its first batch refused and its
   * second taken, and then the first is out of sequence for ever.
   */
  private Mono<Void> ready(TopicDeclaration topic) {
    return description(topic.name()).flatMap(found -> offsets(found, OffsetSpec.latest())).then();
  }

  private Mono<Void> compare(TopicDeclaration topic) {
    return description(topic.name())
        .flatMap(found ->
            found.partitions().size() == topic.partitions()
                ? alterDifferences(topic)
                : Mono.error(
                    new DeclarationException(
                        "Topic "
                            + topic.name()
                            + " has "
                            + found.partitions().size()
                            + " partitions,"
                            + " streams/*.yaml says "
                            + topic.partitions()
                            + ": say "
                            + found.partitions().size()
                            + ", or declare the topic's next version, because keys must not move.")));
  }

  private Mono<Void> alterDifferences(TopicDeclaration topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    return answer(() -> admin.describeConfigs(List.of(resource)).values().get(resource))
        .flatMap(found -> {
          List<AlterConfigOp> changes = new ArrayList<>();
          settings(topic)
              .forEach((setting, value) -> {
                String was = found.get(setting).value();
                if (!value.equals(was)) {
                  changes.add(
                      new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET));
                  telemetry.report(
                      new TopicAltered(topic.name(), setting, String.valueOf(was), value));
                }
              });
          return changes.isEmpty()
              ? Mono.<Void>empty()
              : answer(() -> admin.incrementalAlterConfigs(Map.of(resource, changes)).all());
        });
  }

  private static Map<String, String> settings(TopicDeclaration topic) {
    Map<String, String> settings = new TreeMap<>();
    settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(MAX_MESSAGE));
    settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, String.join(",", topic.cleanupPolicies()));
    settings.put(TopicConfig.COMPRESSION_TYPE_CONFIG, brokerWord(topic));
    settings.put(
        TopicConfig.RETENTION_MS_CONFIG,
        topic.retention() == null ? FOREVER_MS : String.valueOf(topic.retention().toMillis()));
    return settings;
  }

  private static String brokerWord(TopicDeclaration topic) {
    return topic.compression() == TopicDeclaration.Compression.NONE
        ? "uncompressed"
        : topic.compression().word();
  }

  private Mono<TopicDescription> description(String topic) {
    return answer(() -> admin.describeTopics(List.of(topic)).allTopicNames())
        .mapNotNull(found -> found.get(topic));
  }

  private Mono<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
      TopicDescription topic, OffsetSpec at) {
    Map<TopicPartition, OffsetSpec> question =
        IntStream.range(0, topic.partitions().size())
            .mapToObj(partition -> new TopicPartition(topic.name(), partition))
            .collect(Collectors.toMap(Function.identity(), any -> at));
    return answer(() -> admin.listOffsets(question).all());
  }

  private static List<Long> positions(Map<TopicPartition, ListOffsetsResultInfo> found) {
    List<Long> positions = new ArrayList<>(Collections.nCopies(found.size(), 0L));
    found.forEach((partition, at) -> positions.set(partition.partition(), at.offset()));
    return List.copyOf(positions);
  }

  private static Map<Integer, Long> foundOrEnd(
      Map<TopicPartition, ListOffsetsResultInfo> found,
      Map<TopicPartition, ListOffsetsResultInfo> ends) {
    Map<Integer, Long> positions = new TreeMap<>();
    ends.forEach((partition, end) -> positions.put(partition.partition(), end.offset()));
    found.forEach((partition, at) -> {
      if (at.offset() >= 0) { // else nothing was sent since
        positions.put(partition.partition(), at.offset());
      }
    });
    return positions;
  }

  private static <T> Mono<T> answer(Supplier<KafkaFuture<T>> question) {
    return Mono.defer(() -> Mono.fromCompletionStage(question.get().toCompletionStage()))
        .onErrorMap(
            CompletionException.class,
            wrapped -> wrapped.getCause() == null ? wrapped : wrapped.getCause());
  }
}
