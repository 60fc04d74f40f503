package io.penstock.market.bars;

import io.penstock.market.tick.Listing;
import io.penstock.platform.streams.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the writer of a partition remembers: its position and the open bars. Changes only by what
 * was committed; after a failure it is given up, and read anew.
 */
final class PartitionBars {

  private static final Duration QUIET = Duration.ofSeconds(5);

  private final PartitionId partition;
  private final Map<Listing, ListingBars> listings = new HashMap<>();
  private TopicPosition position;
  private Instant ourTime = Instant.MIN;
  private Instant earliestClosing = Instant.MAX;
  private Instant lastWorked;

  /**
   * @param open the bars that are open in the table
   * @param now when it was read; time before that does not count as silence
   */
  PartitionBars(PartitionId partition, TopicPosition position, List<TimedBar> open, Instant now) {
    this.partition = partition;
    this.position = position;
    this.lastWorked = now;
    for (TimedBar bar : open) {
      listings
          .computeIfAbsent(bar.bar().listing(), listing -> new ListingBars())
          .put(BarId.of(bar.bar()), bar);
    }
    earliestClosing = earliestClosing(listings.values());
  }

  PartitionId partition() {
    return partition;
  }

  TopicPosition position() {
    return position;
  }

  Instant ourTime() {
    return ourTime;
  }

  Instant earliestClosing() {
    return earliestClosing;
  }

  Map<Listing, ListingBars> listings() {
    return listings;
  }

  /**
   * Whether bars are over by the wall clock, and nothing was worked for so long that no record can
   * be on its way which time must not overtake.
   */
  boolean isOverdue(Instant now) {
    return !earliestClosing.isAfter(now) && !lastWorked.plus(QUIET).isAfter(now);
  }

  /** Takes over what a fold came to, once it is committed. */
  void apply(BarsChange change, TopicPosition committed, Instant now) {
    listings.putAll(change.listings());
    ourTime = change.ourTime();
    earliestClosing = change.earliestClosing();
    position = committed;
    lastWorked = now;
  }

  static Instant earliestClosing(Iterable<ListingBars> listings) {
    Instant earliest = Instant.MAX;
    for (ListingBars bars : listings) {
      Instant closing = bars.earliestClosing();
      earliest = closing.isBefore(earliest) ? closing : earliest;
    }
    return earliest;
  }
}
