package io.penstock.platform.streams;

import io.penstock.platform.streams.TopicDeclaration.Compression;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The properties of every Kafka client, in one place. */
final class KafkaClients {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_RECONNECT_PAUSE = Duration.ofSeconds(2);

  private final StreamsProperties properties;

  KafkaClients(StreamsProperties properties) {
    this.properties = properties;
  }

  String servers() {
    return String.join(",", properties.bootstrapServers());
  }

  Map<String, Object> admin() {
    return all();
  }

  /**
   * Every record once and in the order of its partition: idempotent, acknowledged by all in-sync
   * replicas.
   */
  Map<String, Object> producer(Compression compression, Duration linger) {
    StreamsProperties.Send send = properties.send();
    Map<String, Object> settings = all();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, Math.toIntExact(linger.toMillis()));
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.toIntExact(send.batch().toBytes()));
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_MESSAGE);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, send.buffer().toBytes());
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression.word());
    settings.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        Math.toIntExact(send.deliveryTimeout().toMillis()));
    Duration request =
        send.deliveryTimeout().minus(linger).compareTo(REQUEST_TIMEOUT) < 0
            ? send.deliveryTimeout().minus(linger)
            : REQUEST_TIMEOUT;
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(request.toMillis()));
    return settings;
  }

  /** Reads given partitions without a group. */
  Map<String, Object> reader() {
    Map<String, Object> settings = all();
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return settings;
  }

  /**
   * A member of a group: partitions move one by one when members come and go; one that died is
   * missed after 6 s, the least that brokers allow.
   */
  Map<String, Object> member(String group) {
    Map<String, Object> settings = reader();
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1000);
    if (!properties.instance().isEmpty()) {
      settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-" + properties.instance());
    }
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    return settings;
  }

  private Map<String, Object> all() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers());
    settings.put(
        CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_TIMEOUT.toMillis()));
    settings.put(
        CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
        Math.toIntExact(2 * REQUEST_TIMEOUT.toMillis()));
    settings.put(
        CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG,
        Math.toIntExact(LONGEST_RECONNECT_PAUSE.toMillis()));
    settings.putAll(properties.client());
    return settings;
  }
}
