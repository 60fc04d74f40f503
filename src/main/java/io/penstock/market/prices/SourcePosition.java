package io.penstock.market.prices;

import java.util.Map;

/**
 * Where in the feed topic a published record came from: {@code <topic id>:<offset>} in its header
 * {@link #HEADER}.
 *
 * @param topicId the broker's id of the topic; another one means that offsets began again
 */
record SourcePosition(String topicId, long offset) {

  static final String HEADER = "penstock-source";

  static final SourcePosition UNKNOWN = new SourcePosition("", -1);

  /** The position in a record's headers; {@link #UNKNOWN} where there is none that can be read. */
  static SourcePosition of(Map<String, String> headers) {
    String text = headers.get(HEADER);
    int colon = text == null ? -1 : text.lastIndexOf(':');
    if (text == null || colon < 0) {
      return UNKNOWN;
    }
    try {
      return new SourcePosition(
          text.substring(0, colon), Long.parseLong(text, colon + 1, text.length(), 10));
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  Map<String, String> asHeaders() {
    return Map.of(HEADER, topicId + ":" + offset);
  }
}
