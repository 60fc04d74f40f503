package io.penstock.market.fanout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one kind of channel of a listing has told lately, in order of offset. Every replica makes
 * the same publications of the same records; so a client's place, which is an offset, means the
 * same everywhere. Belongs to the board's thread.
 */
final class History {

  private static final Payload NOTHING =
      new Payload() {
        @Override
        public byte[] json() {
          throw new IllegalStateException("an empty history tells nothing");
        }

        @Override
        public int weight() {
          return 0;
        }
      };

  private final Ring ring;

  /** A circle, as large as a power of two. */
  private @Nullable Entry[] entries = new Entry[4];

  private int first;
  private int size;
  private Entry last;
  private long floor;

  /** Entries that the ring still counts but that are gone from here. */
  private int forgotten;

  /**
   * @param floor see {@link #reaches}
   */
  History(Ring ring, long floor) {
    this.ring = ring;
    this.floor = floor;
    this.last = new Entry(0, false, 0, ring.end(), NOTHING);
  }

  /** The newest one; before the first publication one that tells nothing. */
  Entry last() {
    return last;
  }

  /**
   * Whether all is here that was told behind an offset.
   *
   * @param offset of the last publication that somebody has
   */
  boolean reaches(long offset) {
    return offset >= floor;
  }

  /** Up to here publications are gone, or were never known. */
  long floor() {
    return floor;
  }

  /**
   * Ends where another history of the same publications begins, and is followed by that: so who has
   * a place here finds all up to the other's last.
   */
  void continueWith(History newer) {
    Entry begin = newer.size == 0 ? newer.last : newer.at(0);
    long end = begin.isOfRecord() ? begin.offset() : begin.offset() + 1;
    while (size > 0 && at(size - 1).offset() >= end) {
      size--;
      forgotten++;
    }
    last = size == 0 ? new Entry(0, false, 0, ring.end(), NOTHING) : at(size - 1);
    last.link(begin);
  }

  /** From here on it is complete: whoever has all up to the offset finds the rest. */
  void completeFrom(long offset) {
    floor = offset;
  }

  /** Forgets all, because offsets begin anew. */
  void restart(long newFloor) {
    // Its entries stay in the ring until they are old; their places are given back then.
    floor = newFloor;
    Arrays.fill(entries, null);
    forgotten += size;
    first = 0;
    size = 0;
    last = new Entry(0, false, last.number(), ring.end(), NOTHING);
  }

  /**
   * @param offset of its record, above all before
   */
  Entry add(Payload payload, long offset, Instant now) {
    return add(new Entry(offset, true, last.number() + 1, ring.end(), payload), now);
  }

  /** Adds what stands for no record. */
  Entry add(Payload payload, Instant now) {
    return add(new Entry(last.offset(), false, last.number() + 1, ring.end(), payload), now);
  }

  private Entry add(Entry entry, Instant now) {
    last.link(entry);
    last = entry;
    if (size == entries.length) {
      grow();
    }
    entries[(first + size++) & (entries.length - 1)] = entry;
    ring.add(this, entry.payload().weight(), now);
    return entry;
  }

  private void grow() {
    @Nullable Entry[] larger = new Entry[entries.length * 2];
    for (int i = 0; i < size; i++) {
      larger[i] = at(i);
    }
    entries = larger;
    first = 0;
  }

  private Entry at(int index) {
    Entry entry = entries[(first + index) & (entries.length - 1)];
    if (entry == null) {
      throw new IllegalStateException("no entry at " + index + " of " + size);
    }
    return entry;
  }

  /** The ring has no more room for the oldest. */
  void forgetOldest() {
    if (forgotten > 0) {
      forgotten--;
      return;
    }
    Entry oldest = at(0);
    floor = Math.max(floor, oldest.offset());
    entries[first] = null;
    first = (first + 1) & (entries.length - 1);
    size--;
  }

  /**
   * The place of somebody who has all up to an offset: an entry whose followers are what is
   * missing. Only where the history {@link #reaches} so far.
   */
  Entry placeOf(long offset) {
    int from = behind(offset);
    if (from == size) {
      return last;
    }
    Entry missing = at(from);
    Entry before = new Entry(offset, false, missing.number() - 1, missing.mark(), NOTHING);
    before.link(missing);
    return before;
  }

  /** Index of the first that was told behind an offset; the size when there is none. */
  private int behind(long offset) {
    int from = 0;
    int to = size;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (at(middle).offset() <= offset) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /**
   * Publications of records, in order or the newest first.
   *
   * @param offset behind (when reverse: before) which they are wanted; negative: all
   */
  List<Entry> select(long offset, int limit, boolean reverse) {
    List<Entry> selected = new ArrayList<>();
    int step = reverse ? -1 : 1;
    int i = reverse ? (offset < 0 ? size : behind(offset - 1)) - 1 : behind(offset);
    for (; i >= 0 && i < size && selected.size() < limit; i += step) {
      if (at(i).isOfRecord()) {
        selected.add(at(i));
      }
    }
    return selected;
  }
}
