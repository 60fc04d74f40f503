package io.penstock.platform.streams;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record to send.
 *
 * @param partition where to; null: chosen by the key
 * @param key null where the topic has none
 */
public record OutgoingRecord(
    String topic,
    @Nullable Integer partition,
    @Nullable String key,
    byte[] value,
    Map<String, String> headers) {

  /** To the partition of the key, without headers. */
  public static OutgoingRecord of(String topic, String key, byte[] value) {
    return new OutgoingRecord(topic, null, key, value, Map.of());
  }
}
