package io.penstock.market.bars;

import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Trade;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works a batch of events on a partition's bars, one event after the other, so that where a batch
 * was cut does not show. Leaves the partition's own bars alone: when the group is rolled back, it
 * is simply done again.
 */
final class BatchFold {

  private final PartitionBars partition;
  private final Map<BarId, TimedBar> stored;
  private final Map<Listing, ListingBars> listings = new HashMap<>();
  private final SequencedMap<BarId, TimedBar> changed = new LinkedHashMap<>();
  private final Set<BarId> revised = new HashSet<>();
  private Instant ourTime;
  private Instant earliestClosing;

  private BatchFold(PartitionBars partition, Map<BarId, TimedBar> stored) {
    this.partition = partition;
    this.stored = stored;
    this.ourTime = partition.ourTime();
    this.earliestClosing = partition.earliestClosing();
  }

  /**
   * @param added the trades that were not stored before; each counts the first time it comes
   * @param stored what the table has of their bars, as far as they are not open in the partition
   */
  static BarsChange of(BarsBatch batch, Set<TradeId> added, Map<BarId, TimedBar> stored) {
    BatchFold fold = new BatchFold(batch.partition(), stored);
    Set<TradeId> uncounted = new HashSet<>(added);
    for (MarketEvent event : batch.events()) {
      fold.event(event, uncounted);
    }
    fold.closeOverdue(batch.ourTime());
    return new BarsChange(
        fold.changed, fold.revised, fold.listings, fold.ourTime, fold.earliestClosing);
  }

  private void event(MarketEvent event, Set<TradeId> uncounted) {
    closeOverdue(event.times().received());
    ListingBars bars = listing(event.listing());
    bars.advance(event.times().time());
    if (event instanceof Trade trade && uncounted.remove(TradeId.of(trade))) {
      for (BarInterval interval : BarInterval.STORED) {
        trade(bars, interval, trade);
      }
    }
    bars.takePast().forEach(this::closed);
  }

  private void trade(ListingBars bars, BarInterval interval, Trade trade) {
    BarId id = BarId.of(interval, trade);
    TimedBar bar = TimedBar.with(known(bars, id), interval, trade);
    changed.put(id, bar);
    if (bar.bar().closed()) {
      revised.add(id);
    } else {
      bars.put(id, bar);
      earliestClosing = bar.closesAt().isBefore(earliestClosing) ? bar.closesAt() : earliestClosing;
    }
  }

  private @Nullable TimedBar known(ListingBars bars, BarId id) {
    TimedBar open = bars.get(id);
    return open != null ? open : changed.getOrDefault(id, stored.get(id));
  }

  /** Closes what is over by our clock; one comparison while nothing is. */
  private void closeOverdue(Instant now) {
    ourTime = now.isAfter(ourTime) ? now : ourTime;
    if (earliestClosing.isAfter(ourTime)) {
      return;
    }
    partition.listings().keySet().forEach(this::listing);
    for (ListingBars bars : listings.values()) {
      bars.takeOverdue(ourTime).forEach(this::closed);
    }
    earliestClosing = PartitionBars.earliestClosing(listings.values());
  }

  private void closed(TimedBar bar) {
    changed.put(BarId.of(bar.bar()), bar.close());
  }

  /** The fold's own copy. */
  private ListingBars listing(Listing name) {
    return listings.computeIfAbsent(
        name,
        absent -> {
          ListingBars bars = partition.listings().get(absent);
          return bars == null ? new ListingBars() : bars.copy();
        });
  }
}
