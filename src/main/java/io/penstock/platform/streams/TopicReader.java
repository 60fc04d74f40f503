package io.penstock.platform.streams;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.StreamsOccurrence.FollowRestarted;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import reactor.core.publisher.Flux;
import reactor.kafka.receiver.KafkaReceiver;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.receiver.ReceiverRecord;
import reactor.util.retry.Retry;

/** Reads partitions without a group. */
final class TopicReader {

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

  private final KafkaClients clients;
  private final Topics topics;
  private final Telemetry telemetry;
  private final ReceiverOptions.ConsumerListener listener;
  private final Map<String, AtomicLong> lags = new ConcurrentHashMap<>();

  TopicReader(
      KafkaClients clients,
      Topics topics,
      Telemetry telemetry,
      ReceiverOptions.ConsumerListener listener) {
    this.clients = clients;
    this.topics = topics;
    this.telemetry = telemetry;
    this.listener = listener;
  }

  /** As in {@link Streams#follow}. */
  Flux<StreamRecord> follow(String topic, Map<Integer, Long> from) {
    return Flux.defer(() ->
        topics
            .describe(topic)
            .retryWhen(anew(topic))
            .flatMapMany(now -> followFrom(topic, positions(now, from)))
            .filter(record -> Replays.isHeardBy(null, record)));
  }

  /** As in {@link Streams#read}. */
  Flux<StreamRecord> read(PartitionId partition, long from, long to) {
    return topics
        .describe(partition.topic())
        .flatMapMany(now -> {
          if (partition.partition() < 0 || partition.partition() >= now.partitions()) {
            return Flux.error(new IllegalArgumentException("there is no partition " + partition));
          }
          long first = Math.max(from, now.beginningOffsets().get(partition.partition()));
          long end = Math.min(to, now.endOffsets().get(partition.partition()));
          return first >= end ? Flux.<StreamRecord>empty() : between(partition, first, end);
        })
        .filter(record -> Replays.isHeardBy(null, record));
  }

  private Flux<StreamRecord> between(PartitionId partition, long first, long end) {
    AtomicLongArray position = new AtomicLongArray(partition.partition() + 1);
    position.set(partition.partition(), first);
    TopicPartition one = new TopicPartition(partition.topic(), partition.partition());
    return receive(List.of(one), position, lag -> {})
        .takeWhile(record -> record.offset() < end)
        .takeUntil(record -> record.offset() == end - 1);
  }

  private Flux<StreamRecord> followFrom(String topic, AtomicLongArray positions) {
    List<TopicPartition> partitions =
        IntStream.range(0, positions.length())
            .mapToObj(number -> new TopicPartition(topic, number))
            .toList();
    AtomicLong lag = lags.computeIfAbsent(topic, this::lag);
    return Flux.defer(() -> receive(partitions, positions, lag::set))
        .doOnNext(record -> positions.set(record.partition().partition(), record.offset() + 1))
        .retryWhen(anew(topic));
  }

  private AtomicLong lag(String topic) {
    return telemetry
        .meters()
        .gauge("penstock.streams.follow.lag", Tags.of("topic", topic), new AtomicLong());
  }

  private Flux<StreamRecord> receive(
      List<TopicPartition> partitions, AtomicLongArray positions, LongConsumer lag) {
    PartitionId[] ids = new PartitionId[positions.length()];
    partitions.forEach(one -> ids[one.partition()] = new PartitionId(one.topic(), one.partition()));
    ReceiverOptions<String, byte[]> options =
        ReceiverOptions.<String, byte[]>create(clients.reader())
            .withKeyDeserializer(new StringDeserializer())
            .withValueDeserializer(new ByteArrayDeserializer())
            .assignment(partitions)
            .addAssignListener(all ->
                all.forEach(one -> one.seek(positions.get(one.topicPartition().partition()))))
            .commitInterval(Duration.ZERO)
            .commitBatchSize(0)
            .pollTimeout(POLL_TIMEOUT)
            .consumerListener(listener);
    return KafkaReceiver.create(new MeasuredConsumer.Maker(lag), options)
        .receive()
        .map(record -> toStream(ids[record.partition()], record));
  }

  private static StreamRecord toStream(
      PartitionId partition, ReceiverRecord<String, byte[]> record) {
    return Records.toStream(
        partition, record, record.value() == null ? Records.NOTHING : record.value());
  }

  private static AtomicLongArray positions(TopicState now, Map<Integer, Long> from) {
    AtomicLongArray positions = new AtomicLongArray(now.partitions());
    for (int number = 0; number < now.partitions(); number++) {
      positions.set(number, from.getOrDefault(number, now.endOffsets().get(number)));
    }
    return positions;
  }

  private Retry anew(String topic) {
    return PAUSES
        .forever()
        .jitter(1)
        .doBeforeRetry(signal ->
            telemetry.report(new FollowRestarted(topic, Causes.sentence(signal.failure()))));
  }
}
