package io.penstock.platform.streams;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Kafka's records as ours. */
final class Records {

  static final byte[] NOTHING = {};

  private Records() {}

  static StreamRecord toStream(
      PartitionId partition, ConsumerRecord<String, ?> record, byte[] value) {
    return new StreamRecord(
        partition,
        record.offset(),
        record.key(),
        value,
        texts(record.headers()),
        Instant.ofEpochMilli(record.timestamp()));
  }

  private static Map<String, String> texts(Headers headers) {
    if (!headers.iterator().hasNext()) {
      return Map.of();
    }
    Map<String, String> texts = new HashMap<>();
    for (Header header : headers) {
      byte[] value = header.value();
      texts.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    return texts;
  }
}
