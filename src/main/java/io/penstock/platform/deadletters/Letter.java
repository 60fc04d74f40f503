package io.penstock.platform.deadletters;

import io.penstock.platform.streams.DeadLetter;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.streams.Replays;
import io.penstock.platform.streams.StreamRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it lies in its topic.
 *
 * @param id of the letter, as operators see it
 * @param record whose value, key and other headers are those of what died
 */
public record Letter(String id, StreamRecord record) {

  static final String UNKNOWN_FLOW = "unknown";

  private static final Set<String> ADDED =
      Set.of(
          DeadLetter.FLOW,
          DeadLetter.CAUSE,
          DeadLetter.ATTEMPTS,
          DeadLetter.TOPIC,
          DeadLetter.PARTITION,
          DeadLetter.OFFSET,
          DeadLetter.TIME,
          Replays.FOR,
          Replays.OF);

  /** Where a record was when it died. */
  record Origin(PartitionId partition, long offset, @Nullable Instant time) {}

  /** Who could not work it. */
  public String flow() {
    return header(DeadLetter.FLOW).orElse(UNKNOWN_FLOW);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(record.headers().get(name));
  }

  /** Empty for what never was a record, such as a vendor's frame. */
  Optional<Origin> origin() {
    Optional<String> topic = header(DeadLetter.TOPIC);
    Optional<Long> partition = number(DeadLetter.PARTITION).filter(n -> n <= Integer.MAX_VALUE);
    Optional<Long> offset = number(DeadLetter.OFFSET);
    if (topic.isEmpty() || partition.isEmpty() || offset.isEmpty()) {
      return Optional.empty();
    }
    PartitionId met = new PartitionId(topic.get(), partition.get().intValue());
    return Optional.of(new Origin(met, offset.get(), time()));
  }

  Optional<Long> number(String name) {
    try {
      return header(name).map(Long::valueOf).filter(number -> number >= 0);
    } catch (NumberFormatException notOne) {
      return Optional.empty();
    }
  }

  /** The headers it had before it died. */
  Map<String, String> ownHeaders() {
    Map<String, String> own = new HashMap<>(record.headers());
    own.keySet().removeAll(ADDED);
    return own;
  }

  private @Nullable Instant time() {
    try {
      return header(DeadLetter.TIME).map(Instant::parse).orElse(null);
    } catch (DateTimeException notOne) {
      return null;
    }
  }
}
