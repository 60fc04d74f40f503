package io.penstock.platform.deadletters;

import io.penstock.platform.streams.DeadLetter;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which letters. What is null, or {@link State#ALL}, lets every letter through.
 *
 * @param topic of dead letters
 * @param venue of vendors' frames: their header {@code penstock-venue}
 * @param header {@code name:value}, exactly
 * @param cause part of the sentence; capitals do not matter
 * @param from of the letter, inclusive
 * @param to of the letter, exclusive
 */
record LetterFilter(
    @Nullable String topic,
    @Nullable String flow,
    @Nullable String venue,
    @Nullable String header,
    @Nullable String cause,
    State state,
    @Nullable Instant from,
    @Nullable Instant to) {

  /** What was decided. */
  enum State {
    OPEN,
    REPLAYED,
    DISCARDED,
    ALL;

    static State of(@Nullable Decision decision) {
      if (decision == null) {
        return OPEN;
      }
      return switch (decision.kind()) {
        case REPLAYED -> REPLAYED;
        case DISCARDED -> DISCARDED;
      };
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  boolean lets(LetterLine line, @Nullable Decision decision) {
    Letter letter = line.letter();
    Instant time = letter.record().timestamp();
    return (state == State.ALL || state == State.of(decision))
        && (flow == null || flow.equals(letter.flow()))
        && (topic == null || topic.equals(letter.record().partition().topic()))
        && (venue == null || venue.equals(letter.header(DeadLetter.VENUE).orElse(null)))
        && (header == null || hasHeader(letter, header))
        && (cause == null || isCause(letter, cause))
        && (from == null || !time.isBefore(from))
        && (to == null || time.isBefore(to));
  }

  private static boolean hasHeader(Letter letter, String wanted) {
    int colon = wanted.indexOf(':');
    return Objects.equals(
        letter.record().headers().get(wanted.substring(0, colon)), wanted.substring(colon + 1));
  }

  private static boolean isCause(Letter letter, String part) {
    return letter
        .header(DeadLetter.CAUSE)
        .orElse("")
        .toLowerCase(Locale.ROOT)
        .contains(part.toLowerCase(Locale.ROOT));
  }
}
