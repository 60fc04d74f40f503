package io.penstock.platform.deadletters;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Bytes that may be a text. */
final class LetterText {

  private LetterText() {}

  /**
   * The beginning of a text; empty for what is no UTF-8, or holds what cannot be printed. A
   * character that the limit cuts through is left out.
   *
   * @param most bytes that are looked at
   */
  static Optional<String> of(byte[] bytes, int most) {
    int length = Math.min(bytes.length, most);
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(length);
    // What is cut off may be the rest of a character; the end of all bytes may not.
    CoderResult result =
        decoder.decode(ByteBuffer.wrap(bytes, 0, length), text, length == bytes.length);
    if (result.isError()) {
      return Optional.empty();
    }
    String found = text.flip().toString();
    return found.codePoints().allMatch(LetterText::isPrintable)
        ? Optional.of(found)
        : Optional.empty();
  }

  private static boolean isPrintable(int character) {
    return character == '\n'
        || character == '\r'
        || character == '\t'
        || Character.isDefined(character) && !Character.isISOControl(character);
  }
}
