package io.penstock.market.feed.kraken;

import io.penstock.market.feed.TradeGap;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Trade;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When some of the trades were made, over all lines: Kraken's history is asked for by time, and a
 * hole is known by ids. Kept is the trade before each hole, and one now and then. Thread-safe.
 */
final class TradeTimes {

  /** An answer of the history holds twice as many, so it reaches beyond the next one kept. */
  static final int EVERY = 500;

  /** Of each listing: of what is older the time is forgotten. */
  static final int MOST = 64;

  private final Map<Listing, Kept> byListing = new ConcurrentHashMap<>();

  /** A trade came over a line. */
  void seen(Trade trade) {
    kept(trade.listing()).seen(trade);
  }

  /** A trade was found in the history; what is missing behind it is asked for next. */
  void keep(Trade trade) {
    kept(trade.listing()).keep(trade);
  }

  /**
   * When a trade was made that is so close before the hole that an answer which begins with it
   * reaches into the hole; null: none is known, or not any more.
   */
  @Nullable Instant before(TradeGap gap) {
    return kept(gap.listing()).before(gap.firstId());
  }

  private Kept kept(Listing listing) {
    return byListing.computeIfAbsent(listing, any -> new Kept());
  }

  private static final class Kept {

    private final NavigableMap<Long, Instant> byId = new TreeMap<>();
    private @Nullable Trade newest;

    synchronized void seen(Trade trade) {
      Trade before = newest;
      if (before != null && trade.tradeId() <= before.tradeId()) {
        return;
      }
      newest = trade;
      if (before != null && trade.tradeId() > before.tradeId() + 1) {
        keep(before);
      }
      if (byId.isEmpty() || trade.tradeId() >= byId.lastKey() + EVERY) {
        keep(trade);
      }
    }

    synchronized void keep(Trade trade) {
      byId.put(trade.tradeId(), trade.times().time());
      if (byId.size() > MOST) {
        byId.pollFirstEntry();
      }
    }

    synchronized @Nullable Instant before(long id) {
      Map.Entry<Long, Instant> nearest = byId.lowerEntry(id);
      return nearest == null || id - nearest.getKey() > EVERY ? null : nearest.getValue();
    }
  }
}
