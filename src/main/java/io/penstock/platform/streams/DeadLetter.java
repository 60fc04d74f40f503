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
 * @param kind of the cause
 * @param headers its own, and more about where it came from
 */
public record DeadLetter(
    String topic,
    @Nullable String key,
    byte[] value,
    String flow,
    String origin,
    String cause,
    Kind kind,
    Map<String, String> headers) {

  /** Header: the flow that could not work it. */
  public static final String FLOW = "penstock-flow";

  /** Header: one sentence. */
  public static final String CAUSE = "penstock-cause";

  /** Header: who said it, where it came from outside. */
  public static final String VENUE = "penstock-venue";

  /** Header: how often it was tried. */
  public static final String ATTEMPTS = "penstock-attempts";

  /** Header: where it was met. */
  public static final String TOPIC = "penstock-topic";

  /** Header: where it was met. */
  public static final String PARTITION = "penstock-partition";

  /** Header: where it was met. */
  public static final String OFFSET = "penstock-offset";

  /** Header: when its sender made it, as {@link StreamRecord#timestamp} had it. */
  public static final String TIME = "penstock-time";

  /** Why, as meters tell it. */
  public enum Kind {
    /** No retry can help. */
    UNREADABLE,
    /** All tries failed. */
    FAILED
  }

  /**
   * A record of a flow: keeps its key, value and headers, and tells topic, partition, offset, time
   * and attempts. One that was replayed still names the letter it was.
   */
  static DeadLetter of(
      String topic, String flow, StreamRecord record, int attempts, Throwable cause) {
    Map<String, String> headers = new HashMap<>(record.headers());
    headers.remove(Replays.FOR); // who reads letters is no flow, and would not hear of it
    headers.put(ATTEMPTS, String.valueOf(attempts));
    headers.put(TOPIC, record.partition().topic());
    headers.put(PARTITION, String.valueOf(record.partition().partition()));
    headers.put(OFFSET, String.valueOf(record.offset()));
    headers.put(TIME, record.timestamp().toString());
    return new DeadLetter(
        topic,
        record.key(),
        record.value(),
        flow,
        record.partition() + "@" + record.offset(),
        Causes.sentence(cause),
        cause instanceof UnprocessableRecordException ? Kind.UNREADABLE : Kind.FAILED,
        headers);
  }

  OutgoingRecord outgoing() {
    Map<String, String> all = new HashMap<>(headers);
    all.put(FLOW, flow);
    all.put(CAUSE, cause);
    return new OutgoingRecord(topic, null, key, value, all);
  }
}
