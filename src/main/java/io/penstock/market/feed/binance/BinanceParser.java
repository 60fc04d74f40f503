package io.penstock.market.feed.binance;

import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.feed.binance.BinanceMessages.Message;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a frame of Binance's streams, wrapped as {@code {"stream":…,"data":…}} or not. Safe for
 * many threads; what it reads depends on the frame and on the spelling of symbols alone.
 *
 * <p>Types and fields that nothing here needs are passed over, and fields may come in any order. A
 * field that is needed but missing, given twice or of another shape than documented makes the frame
 * unparsable, as do limits broken: {@value #MAX_FRAME_BYTES} bytes, {@value
 * FieldReader#MAX_ELEMENTS} levels of a side, {@value #MAX_DEPTH} nested arrays or objects, {@value
 * #MAX_TEXT} characters of a text.
 */
public final class BinanceParser {

  /** An update of 5,000 levels on each side is about 300 KB. */
  public static final int MAX_FRAME_BYTES = 4 << 20;

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

  private final BinanceSymbols symbols;

  public BinanceParser(BinanceSymbols symbols) {
    this.symbols = symbols;
  }

  /**
   * @param utf8 the frame's text
   * @throws UnparsableFrameException naming the listing where the frame tells it
   */
  public Message parse(byte[] utf8) {
    return parse(utf8, 0, utf8.length);
  }

  /**
   * @param utf8 a buffer that holds the frame's text from {@code offset} on
   * @throws UnparsableFrameException naming the listing where the frame tells it
   */
  public Message parse(byte[] utf8, int offset, int length) {
    BinanceFrame frame = new BinanceFrame(symbols);
    read(utf8, offset, length, frame, BinanceFrame::read);
    return frame.message();
  }

  /**
   * @param utf8 an answer to {@code GET /api/v3/depth}
   * @throws UnparsableFrameException when it is none
   */
  public DepthSnapshot parseSnapshot(byte[] utf8) {
    BinanceFrame frame = new BinanceFrame(symbols);
    read(utf8, 0, utf8.length, frame, BinanceFrame::readSnapshot);
    return frame.snapshot();
  }

  private interface Reading {
    void read(BinanceFrame frame, JsonParser json);
  }

  private static void read(
      byte[] utf8, int offset, int length, BinanceFrame frame, Reading reading) {
    if (length > MAX_FRAME_BYTES) {
      throw new UnparsableFrameException(
          "frame of more than " + MAX_FRAME_BYTES + " bytes", null, null);
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), utf8, offset, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new UnparsableFrameException("no JSON object", null, null);
      }
      reading.read(frame, json);
      if (json.nextToken() != null) {
        throw new UnparsableFrameException("text behind the JSON object", frame.listing(), null);
      }
    } catch (JacksonException e) {
      throw new UnparsableFrameException("no JSON: " + reason(e), frame.listing(), e);
    }
  }

  /** What Jackson says, short and printable. */
  private static String reason(JacksonException e) {
    String said = String.valueOf(e.getOriginalMessage()).replaceAll("[^ -~]", "?");
    return said.length() <= MAX_REASON ? said : said.substring(0, MAX_REASON) + "...";
  }
}
