package io.penstock.sandbox.venue;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many a second for each caller, and a few more at once. Remembers the callers of late, at most
 * {@link #CALLERS}. Used by one thread.
 */
public final class RateLimit {

  private static final int CALLERS = 1_000;

  private final int perSecond;
  private final int burst;
  private final Clock clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > CALLERS;
        }
      };

  public RateLimit(int perSecond, int burst, Clock clock) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.clock = clock;
  }

  /** False when the caller has to wait. */
  public boolean admits(String caller) {
    long now = Micros.of(Instant.now(clock));
    return buckets.computeIfAbsent(caller, name -> new Bucket(now)).take(now);
  }

  /** Holds millionths, so that a microsecond refills a whole number of them. */
  private final class Bucket {

    private static final long ONE = 1_000_000;

    private long held = burst * ONE;
    private long refilled;

    Bucket(long now) {
      refilled = now;
    }

    private boolean take(long now) {
      held = Math.min(burst * ONE, held + Math.max(0, now - refilled) * perSecond);
      refilled = now;
      if (held < ONE) {
        return false;
      }
      held -= ONE;
      return true;
    }
  }
}
