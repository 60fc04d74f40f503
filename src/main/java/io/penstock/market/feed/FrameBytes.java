package io.penstock.market.feed;

import io.netty.buffer.ByteBuf;

/**
 * Hands a frame's bytes to a parser, copied only where they are outside the heap, and then into the
 * same array again and again. Of one line, so of one thread.
 */
public final class FrameBytes {

  /** Nearly every frame fits; a larger one, such as a snapshot, gets an array of its own. */
  private static final int SCRATCH = 64 * 1024;

  private final byte[] scratch = new byte[SCRATCH];

  /** Reads a text in UTF-8. */
  @FunctionalInterface
  public interface Parser<T> {

    /**
     * @throws UnparsableFrameException for what the venue's documents do not explain
     */
    T parse(byte[] utf8, int offset, int length);
  }

  /** What the parser makes of the frame, which stays as it is. */
  public <T> T parse(ByteBuf frame, Parser<T> parser) {
    int length = frame.readableBytes();
    if (frame.hasArray()) {
      return parser.parse(frame.array(), frame.arrayOffset() + frame.readerIndex(), length);
    }
    byte[] bytes = length <= SCRATCH ? scratch : new byte[length];
    frame.getBytes(frame.readerIndex(), bytes, 0, length);
    return parser.parse(bytes, 0, length);
  }
}
