package io.penstock;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a recording.
 *
 * @param received null where the recorder kept no time
 * @param channel {@code ws}, or {@code http:} and a path
 * @param direction {@code in}, or {@code out} for what the client sent
 * @param frame the text exactly as it came
 */
public record RecordedFrame(
    @Nullable Instant received, String channel, String direction, String frame) {

  public boolean isIncoming() {
    return direction.equals("in");
  }
}
