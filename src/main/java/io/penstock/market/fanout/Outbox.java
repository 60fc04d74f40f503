package io.penstock.market.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one client is to get next: replies, and the line of its subscriptions that have news. News
 * stay where they are, in the histories, until the socket takes them; here is only who has some. So
 * a client that reads nothing costs the same however long it does so.
 *
 * <p>Messages leave in frames of the WebSocket (RFC 6455 section 5.2, unmasked), as many to a frame
 * as fit; one that is larger than a write leaves in several writes of a frame of its own.
 */
final class Outbox {

  /** Of a frame of more than one message, and of a write, in bytes. */
  static final int WRITE_SIZE = 16 * 1024;

  /** Room for a frame's header in front of its messages. */
  static final int MAX_HEADER = 10;

  private static final int LAST_FRAGMENT = 0x80;

  private final Framing framing;
  private final ArrayDeque<byte[]> replies = new ArrayDeque<>(1);
  private long replyBytes;

  private @Nullable Subscription firstInLine;
  private @Nullable Subscription lastInLine;

  /** Taken, but there was no room for it. */
  private byte @Nullable [] held;

  /** A message larger than a write, and how much of it is written already. */
  private byte @Nullable [] large;

  private int written;
  private int pushes;

  Outbox(Framing framing) {
    this.framing = framing;
  }

  /** Always taken: the session asks {@link #hasRoomForReplies} before it works a command. */
  void reply(byte[] message) {
    replies.add(message);
    replyBytes += message.length;
  }

  boolean hasRoomForReplies() {
    return replyBytes < WRITE_SIZE;
  }

  /** What replies hold on the heap. News hold nothing. */
  long replyBytes() {
    return replyBytes;
  }

  /** The subscription stands in line, once, until it has no more news. */
  void hasNews(Subscription subscription) {
    if (lastInLine == null) {
      firstInLine = subscription;
    } else {
      lastInLine.setBehind(subscription);
    }
    lastInLine = subscription;
  }

  /** The first of those who have news. */
  @Nullable Subscription firstInLine() {
    return firstInLine;
  }

  boolean isEmpty() {
    return replies.isEmpty() && firstInLine == null && held == null && large == null;
  }

  /** Whether a frame is partly written: another one can only follow when it is whole. */
  boolean isInFrame() {
    return large != null;
  }

  /** Pushes taken since the last time this was asked. */
  int countPushes() {
    int count = pushes;
    pushes = 0;
    return count;
  }

  void clear() {
    large = null;
    clearBehindFrame();
  }

  /** Forgets all but what the frame being written still lacks. */
  void clearBehindFrame() {
    held = null;
    replies.clear();
    replyBytes = 0;
    while (firstInLine != null) {
      stepOut(firstInLine);
    }
  }

  private void stepOut(Subscription first) {
    firstInLine = first.behind();
    if (firstInLine == null) {
      lastInLine = null;
    }
    first.stepOut();
  }

  /**
   * The next write, at most {@link #WRITE_SIZE} and a header: the caller has to write or release
   * it. Null when there is nothing to write after all.
   *
   * @param scratch of {@link #MAX_HEADER} + {@link #WRITE_SIZE} bytes
   */
  @Nullable ByteBuf take(ByteBufAllocator allocator, byte[] scratch) {
    if (large != null) {
      return takeLarge(large, allocator, 0, scratch);
    }
    int end = MAX_HEADER;
    for (byte[] message = next(); message != null; message = next()) {
      boolean separated = end > MAX_HEADER && framing.separatesLines();
      if (end + (separated ? 1 : 0) + message.length > scratch.length) {
        if (end == MAX_HEADER) {
          large = message;
          written = 0;
          return takeLarge(message, allocator, putHeader(scratch, message.length), scratch);
        }
        held = message;
        break;
      }
      if (separated) {
        scratch[end++] = '\n';
      }
      System.arraycopy(message, 0, scratch, end, message.length);
      end += message.length;
    }
    if (end == MAX_HEADER) {
      return null;
    }
    int header = putHeader(scratch, end - MAX_HEADER);
    return copy(allocator, scratch, MAX_HEADER - header, header + end - MAX_HEADER);
  }

  private byte @Nullable [] next() {
    byte[] next = held;
    if (next != null) {
      held = null;
      return next;
    }
    next = replies.poll();
    if (next != null) {
      replyBytes -= next.length;
      return next;
    }
    while (firstInLine != null) {
      next = firstInLine.take();
      if (next != null) {
        pushes++;
        return next;
      }
      stepOut(firstInLine);
    }
    return null;
  }

  private ByteBuf takeLarge(
      byte[] message, ByteBufAllocator allocator, int header, byte[] scratch) {
    int part = Math.min(message.length - written, WRITE_SIZE);
    ByteBuf write = allocator.ioBuffer(header + part);
    write.writeBytes(scratch, MAX_HEADER - header, header);
    write.writeBytes(message, written, part);
    written += part;
    if (written == message.length) {
      large = null;
    }
    return write;
  }

  /**
   * Puts a frame's header where the messages begin.
   *
   * @return its length
   */
  private int putHeader(byte[] scratch, int length) {
    int header = length < 126 ? 2 : length <= 0xFFFF ? 4 : 10;
    int at = MAX_HEADER - header;
    scratch[at++] = (byte) (LAST_FRAGMENT | framing.opcode());
    if (header == 2) {
      scratch[at] = (byte) length;
    } else {
      int lengthBytes = header - 2;
      scratch[at++] = (byte) (header == 4 ? 126 : 127);
      for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
        scratch[at++] = (byte) (shift > 31 ? 0 : length >>> shift);
      }
    }
    return header;
  }

  private static ByteBuf copy(ByteBufAllocator allocator, byte[] bytes, int from, int length) {
    ByteBuf copy = allocator.ioBuffer(length);
    copy.writeBytes(bytes, from, length);
    return copy;
  }
}
