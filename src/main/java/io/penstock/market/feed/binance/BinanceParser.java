package io.penstock.market.feed.binance;

import io.penstock.market.feed.JsonFrame;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.feed.binance.BinanceMessages.Message;

/**
 * Reads a frame of Binance's streams, wrapped as {@code {"stream":…,"data":…}} or not. Safe for
 * many threads; what it reads depends on the frame and on the spelling of symbols alone.
 *
 * <p>Types and fields that nothing here needs are passed over, and fields may come in any order. A
 * field that is needed but missing, given twice or of another shape than documented makes the frame
 * unparsable, as do limits broken: {@value #MAX_FRAME_BYTES} bytes, {@value
 * FieldReader#MAX_ELEMENTS} levels of a side, {@value #MAX_DEPTH} nested arrays or objects, {@value
 * JsonFrame#MAX_TEXT} characters of a text.
 */
public final class BinanceParser {

  /** An update of 5,000 levels on each side is about 300 KB. */
  public static final int MAX_FRAME_BYTES = 4 << 20;

  static final int MAX_DEPTH = JsonFrame.MAX_DEPTH;

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
    frame.read(utf8, offset, length, MAX_FRAME_BYTES);
    return frame.message();
  }

  /**
   * @param utf8 an answer to {@code GET /api/v3/depth}
   * @throws UnparsableFrameException when it is none
   */
  public DepthSnapshot parseSnapshot(byte[] utf8) {
    BinanceDepth depth = new BinanceDepth();
    depth.read(utf8, 0, utf8.length, MAX_FRAME_BYTES);
    return depth.snapshot();
  }
}
