package io.penstock.market.feed.kraken;

import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.kraken.KrakenMessages.Message;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a frame of Kraken's WebSocket, version 2. Pure, and safe for many threads.
 *
 * <p>Channels and fields that nothing here needs are passed over, and fields may come in any order.
 * A field that is needed but missing, given twice or of another shape than documented makes the
 * frame unparsable, as do limits broken: {@value #MAX_FRAME_BYTES} bytes, {@value
 * KrakenFields#MAX_ELEMENTS} elements of an array, {@value #MAX_DEPTH} nested arrays or objects,
 * {@value #MAX_TEXT} characters of a text.
 */
final class KrakenParser {

  /** All pairs with all their properties are about 1 MB. */
  static final int MAX_FRAME_BYTES = 16 << 20;

  static final int MAX_DEPTH = 16;
  static final int MAX_TEXT = 10_000;

  private static final int MAX_REASON = 120;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(200)
                  .maxNumberLength(100)
                  .build())
          .build();

  private KrakenParser() {}

  /**
   * @param utf8 the frame's text
   * @throws UnparsableFrameException naming the listing where the frame tells it
   */
  static Message parse(byte[] utf8) {
    return parse(utf8, 0, utf8.length);
  }

  /**
   * @param utf8 a buffer that holds the frame's text from {@code offset} on
   * @throws UnparsableFrameException naming the listing where the frame tells it
   */
  static Message parse(byte[] utf8, int offset, int length) {
    if (length > MAX_FRAME_BYTES) {
      throw new UnparsableFrameException(
          "frame of more than " + MAX_FRAME_BYTES + " bytes", null, null);
    }
    KrakenFrame frame = new KrakenFrame();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), utf8, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new UnparsableFrameException("no JSON object", null, null);
      }
      frame.read(json);
      if (json.nextToken() != null) {
        throw new UnparsableFrameException("text behind the JSON object", frame.listing(), null);
      }
    } catch (JacksonException e) {
      throw new UnparsableFrameException("no JSON: " + reason(e), frame.listing(), e);
    }
    return frame.message();
  }

  /** What Jackson says, short and printable. */
  private static String reason(JacksonException e) {
    String said = String.valueOf(e.getOriginalMessage()).replaceAll("[^ -~]", "?");
    return said.length() <= MAX_REASON ? said : said.substring(0, MAX_REASON) + "...";
  }
}
