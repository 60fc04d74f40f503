package io.penstock.market.bars;

import io.penstock.market.tick.Listing;
import java.time.Instant;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What a batch came to.
 *
 * @param bars that changed, to be stored and published, in the order in which they first changed
 * @param revised those of them that were closed before
 * @param listings whose open bars or venue time changed
 * @param ourTime the latest that anything was received
 * @param earliestClosing when the next bar is over by our clock
 */
record BarsChange(
    SequencedMap<BarId, TimedBar> bars,
    Set<BarId> revised,
    Map<Listing, ListingBars> listings,
    Instant ourTime,
    Instant earliestClosing) {

  boolean isEmpty() {
    return bars.isEmpty();
  }

  /** With the values of revised bars as the stored trades give them. */
  BarsChange recomputed(Map<BarId, TimedBar> values) {
    values.forEach((id, value) -> bars.computeIfPresent(id, (same, bar) -> bar.recomputed(value)));
    return this;
  }
}
