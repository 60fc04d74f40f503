package io.penstock.market.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;

/**
 * What waits to be written to one client: shared messages, in order, bounded in bytes and number.
 * Holds no reference-counted buffer; each {@link #take} copies as much as one write may carry into
 * a buffer for Netty.
 *
 * <p>Messages leave as text frames of the WebSocket (RFC 6455 section 5.2, unmasked), as many to a
 * frame as fit, one a line. A message larger than a write leaves in several writes of one frame.
 */
final class Outbox {

  /** Of a frame of more than one message, and of a write, in bytes. */
  static final int WRITE_SIZE = 64 * 1024;

  private static final int MAX_HEADER = 10;

  private final int maxPushBytes;
  private final int maxPushes;
  private final ArrayDeque<Message> messages = new ArrayDeque<>();
  private long replyBytes;
  private long pushBytes;
  private int pushes;

  /** Messages of the frame being written, the head among them; 0 between frames. */
  private int inFrame;

  /** Bytes of the head that are written already. */
  private int written;

  Outbox(int maxPushBytes, int maxPushes) {
    this.maxPushBytes = maxPushBytes;
    this.maxPushes = maxPushes;
  }

  /**
   * Adds a message. Replies are always taken: the session asks {@link #hasRoomForReplies} before it
   * works a command.
   *
   * @return false when the client is too far behind for one more push; nothing was added
   */
  boolean add(Message message) {
    if (message.isPush()) {
      if (pushes > 0 && (pushes == maxPushes || pushBytes + message.size() > maxPushBytes)) {
        return false;
      }
      pushes++;
      pushBytes += message.size();
    } else {
      replyBytes += message.size();
    }
    messages.add(message);
    return true;
  }

  boolean hasRoomForReplies() {
    return replyBytes < WRITE_SIZE;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Of the messages that wait, partly written ones included. */
  long bytes() {
    return replyBytes + pushBytes;
  }

  /** Whether a frame is partly written: another one can only follow when it is whole. */
  boolean isInFrame() {
    return inFrame > 0;
  }

  void clear() {
    inFrame = 0;
    clearBehindFrame();
  }

  /** Forgets all but what the frame being written still lacks. */
  void clearBehindFrame() {
    while (messages.size() > inFrame) {
      subtract(messages.removeLast());
    }
    if (inFrame == 0) {
      written = 0;
    }
  }

  /**
   * The next write, at most {@link #WRITE_SIZE} and a header: the caller has to write or release
   * it. Not when empty.
   */
  ByteBuf take(ByteBufAllocator allocator) {
    ByteBuf write =
        allocator.ioBuffer(
            (int) Math.min(bytes() + messages.size() + MAX_HEADER, WRITE_SIZE + MAX_HEADER));
    try {
      while (!messages.isEmpty() && write.readableBytes() < WRITE_SIZE) {
        if (inFrame == 0) {
          beginFrame(write);
        }
        fill(write);
      }
      return write;
    } catch (RuntimeException | Error e) {
      write.release();
      throw e;
    }
  }

  private void beginFrame(ByteBuf write) {
    long length = -1;
    for (Message message : messages) {
      if (inFrame > 0 && length + 1 + message.size() > WRITE_SIZE) {
        break;
      }
      length += 1 + message.size();
      inFrame++;
    }
    write.writeByte(0x81);
    if (length < 126) {
      write.writeByte((int) length);
    } else if (length <= 0xFFFF) {
      write.writeByte(126).writeShort((int) length);
    } else {
      write.writeByte(127).writeLong(length);
    }
  }

  private void fill(ByteBuf write) {
    while (inFrame > 0 && write.readableBytes() < WRITE_SIZE) {
      Message head = messages.element();
      int part = Math.min(head.size() - written, WRITE_SIZE - write.readableBytes());
      write.writeBytes(head.bytes(), written, part);
      written += part;
      if (written == head.size()) {
        if (inFrame > 1 && write.readableBytes() == WRITE_SIZE) {
          // The line end opens the next write.
          return;
        }
        remove(head);
        inFrame--;
        if (inFrame > 0) {
          write.writeByte('\n');
        }
      }
    }
  }

  private void remove(Message head) {
    messages.remove();
    written = 0;
    subtract(head);
  }

  private void subtract(Message message) {
    if (message.isPush()) {
      pushes--;
      pushBytes -= message.size();
    } else {
      replyBytes -= message.size();
    }
  }
}
