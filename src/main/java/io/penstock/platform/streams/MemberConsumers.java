package io.penstock.platform.streams;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Sinks;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.receiver.internals.ConsumerFactory;

/**
 * Makes the one consumer of a membership, which commits by itself what is done: every 200 ms
 * between polls, and at once when a partition is taken away.
 *
 * <p>Decision: reactor-kafka's own commits are not used. One that fails during a rebalance is
 * repeated after it, even for a partition that meanwhile belongs to another member, whose offset it
 * turns back: hundreds of records were worked twice in the contract's case 205. Nor can it commit
 * while a partition is being taken away.
 */
final class MemberConsumers extends ConsumerFactory {

  private static final Logger LOG = LoggerFactory.getLogger(MemberConsumers.class);
  private static final Duration COMMIT_INTERVAL = Duration.ofMillis(200);

  private final FlowMeters meters;
  private final Supplier<Map<TopicPartition, OffsetAndMetadata>> done;
  private final Sinks.Empty<Void> closed;
  private volatile @Nullable Member<?, ?> member;

  /**
   * @param done offsets that may be committed, of partitions that are ours
   * @param closed completed when the consumer is
   */
  MemberConsumers(
      FlowMeters meters,
      Supplier<Map<TopicPartition, OffsetAndMetadata>> done,
      Sinks.Empty<Void> closed) {
    this.meters = meters;
    this.done = done;
    this.closed = closed;
  }

  boolean made() {
    return member != null;
  }

  /** On the consumer's thread. What cannot be committed is worked again by the next member. */
  void commitNow(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Member<?, ?> current = member;
    if (current != null && !offsets.isEmpty()) {
      current.commitNow(offsets);
    }
  }

  @Override
  public <K, V> Consumer<K, V> createConsumer(ReceiverOptions<K, V> options) {
    Member<K, V> made =
        new Member<>(
            options.consumerProperties(), options.keyDeserializer(), options.valueDeserializer());
    member = made;
    return made;
  }

  private final class Member<K, V> extends MeasuredConsumer<K, V> {

    private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();
    private long committedAt = System.nanoTime();

    Member(
        Map<String, Object> settings,
        @Nullable Deserializer<K> key,
        @Nullable Deserializer<V> value) {
      super(settings, key, value, meters.lag()::set);
    }

    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
      if (System.nanoTime() - committedAt >= COMMIT_INTERVAL.toNanos()) {
        commitSoon();
      }
      return super.poll(timeout);
    }

    @Override
    @SuppressWarnings("deprecation") // it is the one that reactor-kafka calls
    public void close(Duration timeout) {
      try {
        super.close(timeout);
      } finally {
        closed.tryEmitEmpty();
      }
    }

    private void commitSoon() {
      Map<TopicPartition, OffsetAndMetadata> offsets = done.get();
      committedAt = System.nanoTime();
      if (!offsets.equals(committed)) {
        committed = offsets;
        commitAsync(offsets, (any, failure) -> committed(failure));
      }
    }

    /** What failed is committed with the next interval, with what is done by then. */
    private void committed(@Nullable Exception failure) {
      if (failure != null) {
        committed = Map.of();
        LOG.debug("could not commit", failure);
      }
    }

    private void commitNow(Map<TopicPartition, OffsetAndMetadata> offsets) {
      try {
        try {
          commitSync(offsets);
        } catch (WakeupException wokenToClose) {
          commitSync(offsets);
        }
      } catch (KafkaException lost) {
        LOG.debug("could not commit when leaving", lost);
      }
    }
  }
}
