package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.JsonFrame;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Message;

/**
 * Reads a frame of Coinbase Exchange's WebSocket. Pure, and safe for many threads.
 *
 * <p>Types and fields that nothing here needs are passed over, and fields may come in any order. A
 * field that is needed but missing, given twice or of another shape than documented makes the frame
 * unparsable, as do limits broken: {@value #MAX_FRAME_BYTES} bytes, {@value
 * FieldReader#MAX_ELEMENTS} elements of an array, {@value #MAX_DEPTH} nested arrays or objects,
 * {@value JsonFrame#MAX_TEXT} characters of a text.
 */
public final class CoinbaseParser {

  /** A snapshot of 100,000 levels is about 3 MB. */
  public static final int MAX_FRAME_BYTES = 16 << 20;

  static final int MAX_DEPTH = JsonFrame.MAX_DEPTH;

  private CoinbaseParser() {}

  /**
   * @param utf8 the frame's text
   * @throws UnparsableFrameException naming the listing where the frame tells it
   */
  public static Message parse(byte[] utf8) {
    return parse(utf8, 0, utf8.length);
  }

  /**
   * @param utf8 a buffer that holds the frame's text from {@code offset} on
   * @throws UnparsableFrameException naming the listing where the frame tells it
   */
  public static Message parse(byte[] utf8, int offset, int length) {
    CoinbaseFrame frame = new CoinbaseFrame();
    frame.read(utf8, offset, length, MAX_FRAME_BYTES);
    return frame.message();
  }
}
