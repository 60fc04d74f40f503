package io.penstock.payments.merchants;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * The nonces that this process has let in, as hashes of 64 bits, for as long as their timestamps
 * are good. When full, the oldest go early.
 *
 * <p>Two different ones have the same hash once in 10^19; the second is refused then, and its
 * caller comes back with another.
 */
final class NonceMemory {

  /** Generations that are forgotten as a whole; so many, and the one that is being filled. */
  private static final int GENERATIONS = 8;

  private final Clock clock;
  private final Duration span;
  private final int mostOfAGeneration;
  private final Deque<Generation> generations = new ArrayDeque<>();

  /**
   * @param kept at least so long
   */
  NonceMemory(Clock clock, Duration kept, int most) {
    this.clock = clock;
    this.span = kept.dividedBy(GENERATIONS);
    this.mostOfAGeneration = Math.max(1, most / (GENERATIONS + 1));
  }

  private record Generation(Instant end, LongSet hashes) {}

  synchronized boolean holds(KeyId key, UUID nonce) {
    return holds(hash(key, nonce));
  }

  /** Whether it is new. */
  synchronized boolean add(KeyId key, UUID nonce) {
    long hash = hash(key, nonce);
    if (holds(hash)) {
      return false;
    }
    current().hashes().add(hash);
    return true;
  }

  private boolean holds(long hash) {
    for (Generation generation : generations) {
      if (generation.hashes().contains(hash)) {
        return true;
      }
    }
    return false;
  }

  private Generation current() {
    Instant now = clock.instant();
    Generation newest = generations.peekLast();
    if (newest == null
        || !now.isBefore(newest.end())
        || newest.hashes().size() >= mostOfAGeneration) {
      newest = new Generation(now.plus(span), new LongSet());
      generations.addLast(newest);
      if (generations.size() > GENERATIONS + 1) {
        generations.removeFirst();
      }
    }
    return newest;
  }

  private static long hash(KeyId key, UUID nonce) {
    long mixed =
        nonce.getMostSignificantBits() * 0x9E3779B97F4A7C15L
            + Long.rotateLeft(nonce.getLeastSignificantBits(), 29)
            + key.text().hashCode() * 0xC2B2AE3D27D4EB4FL;
    mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
    mixed ^= mixed >>> 32;
    // LongSet has no zero.
    return mixed == 0 ? 1 : mixed;
  }
}
