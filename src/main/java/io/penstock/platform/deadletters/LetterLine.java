package io.penstock.platform.deadletters;

import io.penstock.platform.streams.StreamRecord;
import java.util.Comparator;

/**
 * A letter as a list has it: without its value, of which there may be megabytes.
 *
 * @param letter whose value is empty
 * @param bytes of its value
 * @param preview the beginning of a text, on one line; empty for what is none
 */
record LetterLine(LetterId id, Letter letter, int bytes, String preview) {

  /** The order of the list. */
  static final Comparator<LetterLine> NEWEST_FIRST =
      Comparator.comparing((LetterLine line) -> line.letter().record().timestamp())
          .thenComparing(line -> line.letter().record().partition().topic())
          .thenComparing(line -> line.id().partition())
          .thenComparing(line -> line.id().offset())
          .reversed();

  private static final int PREVIEW = 120;
  private static final byte[] NOTHING = {};

  static LetterLine of(LetterId id, StreamRecord record) {
    StreamRecord light =
        new StreamRecord(
            record.partition(),
            record.offset(),
            record.key(),
            NOTHING,
            record.headers(),
            record.timestamp());
    String preview =
        LetterText.of(record.value(), PREVIEW).orElse("").replaceAll("\\s+", " ").strip();
    return new LetterLine(id, new Letter(id.toString(), light), record.value().length, preview);
  }
}
