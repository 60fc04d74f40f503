package io.penstock.market.fanout;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream stands in each partition that it touches, as its events' ids tell and {@code
 * Last-Event-ID} repeats: {@code 2bgKPm-0-4:1042,2bgKPm-3-4:77}, which is topic and partition
 * (together an epoch, see {@link Position}) and offset.
 */
final class StreamPositions {

  /** Longer ones were not made by us. */
  private static final int MAX_TEXT = 8 * 1024;

  private final Map<String, Long> offsets = new TreeMap<>();

  /**
   * @throws IllegalArgumentException when it is no id of ours
   */
  static StreamPositions parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("an event id has at most " + MAX_TEXT + " characters");
    }
    StreamPositions positions = new StreamPositions();
    for (String part : text.split(",", -1)) {
      int colon = part.lastIndexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("an event id looks like topic-partition:offset");
      }
      try {
        long offset = Long.parseLong(part.substring(colon + 1));
        if (offset < 0) {
          throw new IllegalArgumentException("an event id's offsets are not negative");
        }
        positions.offsets.put(part.substring(0, colon), offset);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("an event id's offsets are numbers", e);
      }
    }
    return positions;
  }

  void reach(Position position) {
    offsets.merge(position.epoch(), position.offset(), Math::max);
  }

  /** Null when it has not been there. */
  @Nullable Position at(String epoch) {
    Long offset = offsets.get(epoch);
    return offset == null ? null : new Position(epoch, offset);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    offsets.forEach((epoch, offset) -> {
      if (!text.isEmpty()) {
        text.append(',');
      }
      text.append(epoch).append(':').append(offset);
    });
    return text.toString();
  }
}
