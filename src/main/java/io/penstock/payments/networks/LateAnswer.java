package io.penstock.payments.networks;

import java.time.Instant;
import java.util.Locale;

/**
 * An answer that no call waits for: to be matched by {@code number} with the attempt's row and
 * recorded, never applied over a terminal state.
 *
 * @param network its name
 * @param number of the {@link Reference} it answers; for a reversal that of its original
 * @param operation that it answers
 * @param outcome what it says; amounts are those that the answer itself tells
 */
public record LateAnswer(
    String network,
    long number,
    Operation operation,
    Outcome outcome,
    Kind kind,
    Instant receivedAt) {

  /** As far as this process remembers. */
  public enum Kind {
    /** Its call was given up before. */
    LATE,
    /** It was answered before. */
    DUPLICATE,
    /** Nothing is known of it: asked by another process, or too long ago. */
    UNMATCHED;

    /** {@code duplicate}, as tags have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
