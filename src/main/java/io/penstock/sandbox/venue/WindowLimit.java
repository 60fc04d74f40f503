package io.penstock.sandbox.venue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many within a stretch of time for each caller, counted back from now; who goes beyond it may
 * be banned. Remembers the callers of late, at most {@link #CALLERS}. Used by one thread.
 */
public final class WindowLimit {

  private static final int CALLERS = 100;

  private final int limit;
  private final long windowMicros;
  private final long banMicros;
  private final Clock clock;
  private final Map<String, Caller> callers =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Caller> eldest) {
          return size() > CALLERS;
        }
      };

  /**
   * @param ban how long a caller is refused everything after the first refusal; zero for not
   */
  public WindowLimit(int limit, Duration window, Duration ban, Clock clock) {
    this.limit = limit;
    windowMicros = window.toNanos() / 1_000;
    banMicros = ban.toNanos() / 1_000;
    this.clock = clock;
  }

  public boolean admits(String caller) {
    return callers.computeIfAbsent(caller, name -> new Caller()).admits(Micros.of(clock.instant()));
  }

  private final class Caller {

    private final Deque<Long> times = new ArrayDeque<>();
    private long bannedUntil;

    private boolean admits(long now) {
      if (now < bannedUntil) {
        return false;
      }
      while (!times.isEmpty() && times.getFirst() <= now - windowMicros) {
        times.removeFirst();
      }
      if (times.size() < limit) {
        times.addLast(now);
        return true;
      }
      bannedUntil = now + banMicros;
      return false;
    }
  }
}
