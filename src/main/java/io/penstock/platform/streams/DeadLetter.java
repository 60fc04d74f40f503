package io.penstock.platform.streams;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What could not be worked, as it came, with its cause.
 *
 * @param topic of dead letters, such as {@code market.dead-letters.v1}
 * @param flow that could not work it, such as {@code prices}; {@code feed} for what never became a
 *     record
 * @param origin where it was met, for the log line, such as {@code market.feed.v1-3@1204}
 * @param cause one safe sentence
 * @param headers its own, and more about where it came from
 */
public record DeadLetter(
    String topic,
    @Nullable String key,
    byte[] value,
    String flow,
    String origin,
    String cause,
    Map<String, String> headers) {

  /**
   * A record of a flow: keeps its key, value and headers, and tells topic, partition, offset and
   * attempts.
   */
  static DeadLetter of(
      String topic, String flow, StreamRecord record, int attempts, Throwable cause) {
    Map<String, String> headers = new HashMap<>(record.headers());
    headers.put("penstock-attempts", String.valueOf(attempts));
    headers.put("penstock-topic", record.partition().topic());
    headers.put("penstock-partition", String.valueOf(record.partition().partition()));
    headers.put("penstock-offset", String.valueOf(record.offset()));
    return new DeadLetter(
        topic,
        record.key(),
        record.value(),
        flow,
        record.partition() + "@" + record.offset(),
        Causes.sentence(cause),
        headers);
  }

  OutgoingRecord outgoing() {
    Map<String, String> all = new HashMap<>(headers);
    all.put("penstock-flow", flow);
    all.put("penstock-cause", cause);
    return new OutgoingRecord(topic, null, key, value, all);
  }
}
