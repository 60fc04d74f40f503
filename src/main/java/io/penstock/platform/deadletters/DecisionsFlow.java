package io.penstock.platform.deadletters;

import io.penstock.platform.deadletters.DeadLettersOccurrence.DecisionUnreadable;
import io.penstock.platform.streams.StreamRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TopicState;
import io.penstock.platform.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * {@code platform.dead-letter-decisions.v1} → {@link Decisions}. Every replica reads all there is.
 */
final class DecisionsFlow {

  /** Of {@code streams/platform.yaml}. */
  static final String TOPIC = "platform.dead-letter-decisions.v1";

  private final Streams streams;
  private final Decisions decisions;
  private final Telemetry telemetry;

  DecisionsFlow(Streams streams, Decisions decisions, Telemetry telemetry) {
    this.streams = streams;
    this.decisions = decisions;
    this.telemetry = telemetry;
  }

  /** Endless; an error when the topic cannot be read. May be run again after one. */
  Mono<Void> run() {
    return streams
        .describe(TOPIC)
        .flatMapMany(topic -> {
          Map<Integer, Long> unread = unread(topic);
          if (unread.isEmpty()) {
            decisions.known();
          }
          return streams
              .follow(TOPIC, beginning(topic))
              .doOnNext(record -> {
                take(record);
                reached(record, unread);
              });
        })
        .then();
  }

  private void take(StreamRecord record) {
    try {
      decisions.take(DecisionCodec.decode(record.value()));
    } catch (IllegalArgumentException e) {
      telemetry.report(new DecisionUnreadable(record.offset(), String.valueOf(e.getMessage())));
    }
  }

  private void reached(StreamRecord record, Map<Integer, Long> unread) {
    int partition = record.partition().partition();
    if (unread.getOrDefault(partition, Long.MAX_VALUE) <= record.offset()) {
      unread.remove(partition);
      if (unread.isEmpty()) {
        decisions.known();
      }
    }
  }

  private static Map<Integer, Long> beginning(TopicState topic) {
    Map<Integer, Long> from = new HashMap<>();
    for (int partition = 0; partition < topic.partitions(); partition++) {
      from.put(partition, topic.beginningOffsets().get(partition));
    }
    return from;
  }

  /** The last offset of each partition that has records. */
  private static Map<Integer, Long> unread(TopicState topic) {
    Map<Integer, Long> last = new HashMap<>();
    for (int partition = 0; partition < topic.partitions(); partition++) {
      long end = topic.endOffsets().get(partition);
      if (topic.beginningOffsets().get(partition) < end) {
        last.put(partition, end - 1);
      }
    }
    return last;
  }
}
