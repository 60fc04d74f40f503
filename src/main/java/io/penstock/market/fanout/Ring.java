package io.penstock.market.fanout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * What all histories of this process may hold together: so many bytes, and nothing older than the
 * window. The oldest go first, whichever history they belong to. Belongs to the board's thread, but
 * for the horizon.
 */
final class Ring {

  private final long maxBytes;
  private final long windowMs;
  private final ArrayDeque<Kept> kept = new ArrayDeque<>();

  /** What was ever taken in, in bytes. */
  private long end;

  private long start;

  private volatile long horizon;
  private volatile long bytes;

  private record Kept(History history, int weight, long atMs) {}

  Ring(long maxBytes, Duration window) {
    this(maxBytes, window, 0);
  }

  /**
   * @param mark of the first entry
   */
  Ring(long maxBytes, Duration window, long mark) {
    this.end = mark;
    this.start = mark;
    this.horizon = mark;
    this.maxBytes = maxBytes;
    this.windowMs = window.toMillis();
  }

  /** The mark of an entry taken in now. */
  long end() {
    return end;
  }

  /** A history has taken in an entry. */
  void add(History history, int weight, Instant now) {
    kept.add(new Kept(history, weight, now.toEpochMilli()));
    end += weight;
    while (end - start > maxBytes) {
      forget(kept.remove());
    }
    horizon = start;
    bytes = end - start;
  }

  /** Forgets what is older than the window. */
  void expire(Instant now) {
    long before = now.toEpochMilli() - windowMs;
    while (!kept.isEmpty() && kept.element().atMs < before) {
      forget(kept.remove());
    }
    horizon = start;
    bytes = end - start;
  }

  private void forget(Kept oldest) {
    start += oldest.weight;
    oldest.history.forgetOldest();
  }

  /** Entries with a mark below are forgotten: nobody may hold them any longer. Any thread. */
  long horizon() {
    return horizon;
  }

  /** Held now, in bytes. Any thread. */
  long bytes() {
    return bytes;
  }
}
