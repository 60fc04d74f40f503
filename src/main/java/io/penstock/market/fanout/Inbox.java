package io.penstock.market.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one client says, put together from the bytes that its socket gives: frames of the WebSocket
 * (RFC 6455 section 5.2), and messages of their fragments. A message that comes in pieces is copied
 * into one array that grows with it, so it costs its own size on the heap and no buffer of the
 * network's: neither for each fragment, nor for a frame that never ends.
 */
final class Inbox {

  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** Of one message. A client that makes more of 64 KB means to cost us something. */
  static final int MAX_FRAGMENTS = 1_024;

  private static final int LAST_FRAGMENT = 0x80;
  private static final int RESERVED = 0x70;
  private static final int OPCODE = 0x0F;
  private static final int CONTROL = 0x08;
  private static final int MASKED = 0x80;
  private static final int MASK_LENGTH = 4;
  private static final int MAX_CONTROL = 125;
  private static final int SMALLEST_ARRAY = 256;
  private static final byte[] NOTHING = new byte[0];

  private final int maxMessage;

  /** The frame being read: its header, which ends in the mask, and its payload. */
  private final byte[] header = new byte[14];

  private int headerRead;
  private boolean inPayload;
  private long left;
  private int taken;
  private int maskAt;
  private byte[] control = NOTHING;

  /** The message being read; its opcode is 0 while there is none. */
  private byte[] message = NOTHING;

  private int size;
  private int opcode;
  private int fragments;

  /** Bytes that came while none were to be read. */
  private byte[] rest = NOTHING;

  private boolean ended;
  private boolean discards;
  private boolean broken;

  /**
   * Something whole.
   *
   * @param opcode of a message or a control frame
   */
  record Received(int opcode, byte[] payload) {}

  /** The client broke the protocol; nothing that follows can be read. */
  static final class BrokenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Disconnect why;

    BrokenException(Disconnect why) {
      super(why.reason(), null, false, false);
      this.why = why;
    }

    Disconnect why() {
      return why;
    }
  }

  /**
   * @param maxMessage bytes, fragments together
   */
  Inbox(int maxMessage) {
    this.maxMessage = maxMessage;
  }

  /**
   * The next message or control frame; null when all bytes are taken and it is not whole yet.
   *
   * @throws BrokenException once; from then on bytes are thrown away
   */
  @Nullable Received next(ByteBuf bytes) {
    while (!broken && (inPayload || readHeader(bytes))) {
      Received received = readPayload(bytes);
      if (received != null) {
        return received;
      }
      if (inPayload) {
        return null;
      }
    }
    if (broken) {
      bytes.skipBytes(bytes.readableBytes());
    }
    return null;
  }

  /** Keeps what is not to be read now; copied, because a buffer may be far larger than its rest. */
  void keep(ByteBuf bytes) {
    if (!broken && bytes.isReadable()) {
      int before = rest.length;
      rest = Arrays.copyOf(rest, before + bytes.readableBytes());
      bytes.readBytes(rest, before, bytes.readableBytes());
    }
  }

  boolean hasRest() {
    return rest.length > 0;
  }

  /** What was kept, in the order it came. */
  ByteBuf takeRest() {
    ByteBuf taken = Unpooled.wrappedBuffer(rest);
    rest = NOTHING;
    return taken;
  }

  /** From here on only control frames are of interest. */
  void discard() {
    discards = true;
    message = NOTHING;
    size = 0;
  }

  /** Forgets all. */
  void clear() {
    discard();
    rest = NOTHING;
  }

  /** Whether the client has begun something that it has not ended. */
  boolean isUnfinished() {
    return !discards && !broken && (headerRead > 0 || opcode != 0);
  }

  /** Whether the client has ended something since this was asked the last time. */
  boolean hasEndedSome() {
    boolean some = ended;
    ended = false;
    return some;
  }

  /** On the heap, while it waits for more or to be read. */
  int heldBytes() {
    return message.length + rest.length;
  }

  private boolean readHeader(ByteBuf bytes) {
    while (headerRead < 2 || headerRead < headerLength()) {
      if (!bytes.isReadable()) {
        return false;
      }
      header[headerRead++] = bytes.readByte();
      if (headerRead == 2) {
        checkFrame();
      }
    }
    maskAt = headerLength() - MASK_LENGTH;
    left = length();
    taken = 0;
    inPayload = true;
    if (isControl()) {
      control = new byte[(int) left];
    } else if (!discards) {
      beginFragment();
    }
    return true;
  }

  private int headerLength() {
    return switch (header[1] & 0x7F) {
      case 126 -> 4 + MASK_LENGTH;
      case 127 -> 10 + MASK_LENGTH;
      default -> 2 + MASK_LENGTH;
    };
  }

  /** What its first two bytes tell. */
  private void checkFrame() {
    int code = header[0] & OPCODE;
    int length = header[1] & 0x7F;
    boolean isRight =
        isControl()
            ? code <= PONG && isLast() && length <= MAX_CONTROL && (code != CLOSE || length != 1)
            : code <= BINARY && (discards || (code == 0) == (opcode != 0));
    if (!isRight || (header[0] & RESERVED) != 0 || (header[1] & MASKED) == 0) {
      throw broken(Disconnect.PROTOCOL_ERROR);
    }
  }

  private long length() {
    int length = header[1] & 0x7F;
    if (length < 126) {
      return length;
    }
    long longer = 0;
    for (int i = 2; i < maskAt; i++) {
      longer = (longer << Byte.SIZE) | (header[i] & 0xFF);
    }
    // In as few bytes as possible, the highest bit 0.
    if (longer < (length == 126 ? 126 : 0x10000)) {
      throw broken(Disconnect.PROTOCOL_ERROR);
    }
    return longer;
  }

  private void beginFragment() {
    if (left > maxMessage - size || ++fragments > MAX_FRAGMENTS) {
      throw broken(Disconnect.MESSAGE_TOO_BIG);
    }
    if (opcode == 0) {
      opcode = header[0] & OPCODE;
    }
  }

  private boolean isControl() {
    return (header[0] & CONTROL) != 0;
  }

  private boolean isLast() {
    return (header[0] & LAST_FRAGMENT) != 0;
  }

  private @Nullable Received readPayload(ByteBuf bytes) {
    int part = (int) Math.min(left, bytes.readableBytes());
    if (isControl()) {
      unmask(bytes, control, taken, part);
    } else if (discards) {
      bytes.skipBytes(part);
    } else {
      makeRoom(part);
      unmask(bytes, message, size, part);
      size += part;
    }
    taken += part;
    left -= part;
    return left == 0 ? endFrame() : null;
  }

  /** A message that is here as a whole gets an array of its size. */
  private void makeRoom(int more) {
    int needed = size + more;
    if (needed > message.length) {
      boolean whole = isLast() && more == left;
      int roomy = Math.min(maxMessage, Math.max(SMALLEST_ARRAY, message.length * 2));
      message = Arrays.copyOf(message, whole ? needed : Math.max(needed, roomy));
    }
  }

  private void unmask(ByteBuf bytes, byte[] into, int at, int length) {
    bytes.readBytes(into, at, length);
    for (int i = 0; i < length; i++) {
      into[at + i] ^= header[maskAt + ((taken + i) & 3)];
    }
  }

  private @Nullable Received endFrame() {
    inPayload = false;
    headerRead = 0;
    if (isControl()) {
      Received frame = new Received(header[0] & OPCODE, control);
      control = NOTHING;
      ended |= opcode == 0;
      return frame;
    }
    if (discards || !isLast()) {
      return null;
    }
    Received whole =
        new Received(opcode, size == message.length ? message : Arrays.copyOf(message, size));
    message = NOTHING;
    size = 0;
    opcode = 0;
    fragments = 0;
    ended = true;
    return whole;
  }

  private BrokenException broken(Disconnect why) {
    broken = true;
    discard();
    return new BrokenException(why);
  }
}
