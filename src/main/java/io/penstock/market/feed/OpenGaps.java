package io.penstock.market.feed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Holes that are still to be filled, over all lines of a feed: a line that ends in the middle
 * leaves them to the next. At most {@link #MOST}: several of each listing that one line reads.
 * Thread-safe.
 */
final class OpenGaps {

  static final int MOST = 4_096;

  /** By then the topic has acknowledged what filled a hole, or its failure was told. */
  private static final Duration DOUBTED = Duration.ofMinutes(1);

  private final Clock clock;
  private final Set<TradeGap> gaps = new LinkedHashSet<>();
  private final ArrayDeque<Filled> filled = new ArrayDeque<>();

  private record Filled(TradeGap gap, Instant at) {}

  OpenGaps(Clock clock) {
    this.clock = clock;
  }

  /** False when there is no room. */
  synchronized boolean add(TradeGap gap) {
    return gaps.contains(gap) || (gaps.size() < MOST && gaps.add(gap));
  }

  /** Nothing more is done about it. */
  synchronized void leave(TradeGap gap) {
    gaps.remove(gap);
  }

  /** It was filled but for the rest, if any, which takes its place. */
  synchronized void filled(TradeGap gap, List<TradeGap> rest) {
    gaps.remove(gap);
    gaps.addAll(rest);
    Instant now = clock.instant();
    filled.add(new Filled(gap, now));
    while (filled.size() > MOST || filled.getFirst().at().plus(DOUBTED).isBefore(now)) {
      filled.removeFirst();
    }
  }

  /** Nobody knows what the topic holds of the last moments: what was filled in them is open. */
  synchronized void doubt() {
    Instant since = clock.instant().minus(DOUBTED);
    filled.stream().filter(each -> each.at().isAfter(since)).map(Filled::gap).forEach(this::add);
    filled.clear();
  }

  synchronized List<TradeGap> all() {
    return List.copyOf(gaps);
  }
}
