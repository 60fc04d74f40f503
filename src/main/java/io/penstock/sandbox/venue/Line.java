package io.penstock.sandbox.venue;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * A line of a recording.
 *
 * @param received an ISO-8601 instant; empty where the recorder kept no time
 * @param channel {@code ws}, or {@code http:} and a path of which this is the answer
 * @param direction {@code in}, or {@code out} for what the client sent
 * @param frame exactly as it came
 */
public record Line(String received, String channel, String direction, String frame) {

  /** What the venue sent over the socket. */
  public boolean isFrame() {
    return channel.equals("ws") && direction.equals("in");
  }

  /** Whether it is the answer of that path, with whatever query. */
  public boolean isAnswer(String path) {
    return direction.equals("in")
        && (channel.equals("http:" + path) || channel.startsWith("http:" + path + "?"));
  }

  /** When it was received, or null where that is unknown. */
  public @Nullable Instant time() {
    return instant(received);
  }

  public static @Nullable Instant instant(String text) {
    try {
      return text.isEmpty() ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
