package io.penstock.platform.deadletters;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far the list was read: of each partition, the offset below which it goes on. What arrives
 * later lies above, so no later page is shifted by it.
 *
 * @param below offsets by partition, by the topic's id
 */
record LetterCursor(SequencedMap<String, List<Long>> below) {

  private static final int LONGEST = 16 * 1024;

  /** Empty for what is no cursor of ours. */
  static Optional<LetterCursor> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
      SequencedMap<String, List<Long>> below = new LinkedHashMap<>();
      for (String topic : plain.split("~", -1)) {
        int colon = topic.indexOf(':');
        List<Long> offsets = new ArrayList<>();
        for (String offset : topic.substring(colon + 1).split("\\.", -1)) {
          offsets.add(Long.parseUnsignedLong(offset));
        }
        if (colon < 1 || offsets.stream().anyMatch(offset -> offset < 0)) {
          return Optional.empty();
        }
        below.put(topic.substring(0, colon), List.copyOf(offsets));
      }
      return Optional.of(new LetterCursor(below));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** Null where the topic was not there. */
  @Nullable List<Long> of(String topicId) {
    return below.get(topicId);
  }

  @Override
  public String toString() {
    String plain =
        below.entrySet().stream().map(LetterCursor::text).collect(Collectors.joining("~"));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(Map.Entry<String, List<Long>> topic) {
    return topic.getKey()
        + topic.getValue().stream().map(String::valueOf).collect(Collectors.joining(".", ":", ""));
  }
}
