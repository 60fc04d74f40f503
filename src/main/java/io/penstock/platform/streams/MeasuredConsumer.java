package io.penstock.platform.streams;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import reactor.kafka.receiver.ReceiverOptions;
import reactor.kafka.receiver.internals.ConsumerFactory;

/** Tells with each poll how many records lie before it in all of its partitions. */
class MeasuredConsumer<K, V> extends KafkaConsumer<K, V> {

  private final LongConsumer lag;

  MeasuredConsumer(
      Map<String, Object> settings,
      @Nullable Deserializer<K> key,
      @Nullable Deserializer<V> value,
      LongConsumer lag) {
    super(settings, key, value);
    this.lag = lag;
  }

  @Override
  public ConsumerRecords<K, V> poll(Duration timeout) {
    ConsumerRecords<K, V> records = super.poll(timeout);
    long behind = 0;
    for (TopicPartition partition : assignment()) {
      behind += currentLag(partition).orElse(0);
    }
    lag.accept(behind);
    return records;
  }

  /** Makes such consumers for reactor-kafka. */
  static final class Maker extends ConsumerFactory {

    private final LongConsumer lag;

    Maker(LongConsumer lag) {
      this.lag = lag;
    }

    @Override
    public <K, V> Consumer<K, V> createConsumer(ReceiverOptions<K, V> options) {
      return new MeasuredConsumer<>(
          options.consumerProperties(),
          options.keyDeserializer(),
          options.valueDeserializer(),
          lag);
    }
  }
}
