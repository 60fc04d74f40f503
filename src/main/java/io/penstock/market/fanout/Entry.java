package io.penstock.market.fanout;

import org.jspecify.annotations.Nullable;

/**
 * One publication in a {@link History}, linked to the one behind it: a subscriber's place in a
 * channel is the entry it heard last, and what it has not heard yet hangs on that. So a subscriber
 * that is behind holds no copies, and whatever nobody needs any more is garbage.
 *
 * <p>The board's thread links entries. An event loop follows the links only as far as an entry that
 * the board has handed to it; all before that is visible to it then.
 */
final class Entry {

  /**
   * Encodings kept at most: the names of a channel (with and without venue) times the spellings.
   */
  private static final int MAX_ENCODINGS = 6;

  private final long offset;
  private final boolean ofRecord;
  private final long number;
  private final long mark;
  private final Payload payload;
  private @Nullable Entry next;

  /**
   * Filled by whoever needs one first. Without a lock: at worst two threads encode the same bytes
   * twice; records are safe to read however they are handed over.
   */
  private @Nullable Encoding encodings;

  private record Encoding(Wire wire, byte[] message, @Nullable Encoding next) {}

  /**
   * @param offset of its record, or of the record before it when it stands for none
   * @param number of its history, from 0 on
   * @param mark what the ring had taken in before it, in bytes
   */
  Entry(long offset, boolean ofRecord, long number, long mark, Payload payload) {
    this.offset = offset;
    this.ofRecord = ofRecord;
    this.number = number;
    this.mark = mark;
    this.payload = payload;
  }

  long offset() {
    return offset;
  }

  /** Whether it stands for a record; otherwise for time that has gone by. */
  boolean isOfRecord() {
    return ofRecord;
  }

  long number() {
    return number;
  }

  long mark() {
    return mark;
  }

  Payload payload() {
    return payload;
  }

  @Nullable Entry next() {
    return next;
  }

  /**
   * The one behind it.
   *
   * @throws IllegalStateException when it is the last
   */
  Entry follower() {
    if (next == null) {
      throw new IllegalStateException("there is nothing behind offset " + offset);
    }
    return next;
  }

  void link(Entry follower) {
    next = follower;
  }

  /** What it says, for a reply. */
  Publication publication() {
    return new Publication(payload.json(), ofRecord ? offset : 0);
  }

  /** The push that tells of it; encoded once for all subscribers of one spelling. */
  byte[] message(Wire wire) {
    int count = 0;
    for (Encoding each = encodings; each != null; each = each.next) {
      if (each.wire.equals(wire)) {
        return each.message;
      }
      count++;
    }
    byte[] message = wire.push(payload.json(), ofRecord ? offset : 0);
    encodings = new Encoding(wire, message, count < MAX_ENCODINGS ? encodings : null);
    return message;
  }
}
