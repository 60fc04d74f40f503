package io.penstock.platform.streams;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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
 * Makes the one consumer of a membership and keeps hold of it, because reactor-kafka offers no way to commit while a
 * partition is being taken away, nor to learn that the consumer has left.
 */
final class MemberConsumers extends ConsumerFactory {

  private static final Logger LOG = LoggerFactory.getLogger(MemberConsumers.class);

  private final FlowMeters meters;
  private final Sinks.Empty<Void> left;
  private volatile @Nullable Consumer<?, ?> consumer;

  /**
   * @param left completed when the consumer is closed
   */
  MemberConsumers(FlowMeters meters, Sinks.Empty<Void> left) {
    this.meters = meters;
    this.left = left;
  }

  boolean made() {
    return consumer != null;
  }

  /** On the consumer's thread. What cannot be committed is worked again by the next member. */
  void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Consumer<?, ?> current = consumer;
    if (offsets.isEmpty() || current == null) {
      return;
    }
    try {
      try {
        current.commitSync(offsets);
      } catch (WakeupException wokenToClose) {
        current.commitSync(offsets);
      }
    } catch (KafkaException lost) {
      LOG.debug("could not commit {} when leaving", offsets, lost);
    }
  }

  @Override
  public <K, V> Consumer<K, V> createConsumer(ReceiverOptions<K, V> options) {
    Consumer<K, V> made =
        new Member<>(options.consumerProperties(), options.keyDeserializer(), options.valueDeserializer());
    consumer = made;
    return made;
  }

  private final class Member<K, V> extends KafkaConsumer<K, V> {

    Member(Map<String, Object> settings, @Nullable Deserializer<K> key, @Nullable Deserializer<V> value) {
      super(settings, key, value);
    }

    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
      ConsumerRecords<K, V> records = super.poll(timeout);
      long behind = 0;
      for (TopicPartition partition : assignment()) {
        behind += currentLag(partition).orElse(0);
      }
      meters.lag().set(behind);
      return records;
    }

    @Override
    @SuppressWarnings("deprecation") // it is the one that reactor-kafka calls
    public void close(Duration timeout) {
      try {
        super.close(timeout);
      } finally {
        left.tryEmitEmpty();
      }
    }
  }
}
