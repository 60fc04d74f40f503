package io.penstock.market.bars;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The open bars of one listing, and up to which time its venue has gone on. */
final class ListingBars {

  private final Map<BarId, TimedBar> open;

  /** Bars that end until here have waited long enough by the venue's clock. */
  private Instant past;

  private Instant earliestEnd;

  ListingBars() {
    this(Map.of(), Instant.MIN, Instant.MAX);
  }

  private ListingBars(Map<BarId, TimedBar> open, Instant past, Instant earliestEnd) {
    this.open = new HashMap<>(open);
    this.past = past;
    this.earliestEnd = earliestEnd;
  }

  ListingBars copy() {
    return new ListingBars(open, past, earliestEnd);
  }

  @Nullable TimedBar get(BarId id) {
    return open.get(id);
  }

  void put(BarId id, TimedBar bar) {
    open.put(id, bar);
    if (bar.bar().end().isBefore(earliestEnd)) {
      earliestEnd = bar.bar().end();
    }
  }

  /** The venue's clock is at least there. */
  void advance(Instant venueTime) {
    Instant reached = venueTime.minus(TimedBar.VENUE_GRACE);
    if (reached.isAfter(past)) {
      past = reached;
    }
  }

  /**
   * Takes out the bars that have waited long enough by the venue's clock; one comparison while
   * there are none.
   */
  List<TimedBar> takePast() {
    return earliestEnd.isAfter(past) ? List.of() : take(bar -> !bar.bar().end().isAfter(past));
  }

  /** Takes out the bars that have waited long enough by our clock. */
  List<TimedBar> takeOverdue(Instant ourTime) {
    return take(bar -> !bar.closesAt().isAfter(ourTime));
  }

  /**
   * When the first of them has waited long enough by our clock; the end of time if there is none.
   */
  Instant earliestClosing() {
    return open.values().stream()
        .map(TimedBar::closesAt)
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  private List<TimedBar> take(Predicate<TimedBar> which) {
    List<TimedBar> taken = new ArrayList<>(open.values().stream().filter(which).toList());
    open.values().removeAll(taken);
    earliestEnd =
        open.values().stream()
            .map(bar -> bar.bar().end())
            .min(Instant::compareTo)
            .orElse(Instant.MAX);
    return taken;
  }
}
