package io.penstock.market.feed.kraken;

import io.penstock.market.feed.TradeGap;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Trade;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When the trades before holes were made, over all lines: Kraken's history is asked for by time,
 * and a hole is known by ids. Thread-safe.
 */
final class TradeEdges {

  /** As many holes as may wait to be filled; of an older one the time is forgotten. */
  static final int MOST = 256;

  private final Map<Listing, Trade> newest = new ConcurrentHashMap<>();

  private final Map<Edge, Instant> edges =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Edge, Instant> eldest) {
          return size() > MOST;
        }
      };

  private record Edge(Listing listing, long tradeId) {}

  /** A trade came, from whatever source. */
  void seen(Trade trade) {
    Trade before = newest.get(trade.listing());
    if (before == null || trade.tradeId() > before.tradeId()) {
      newest.put(trade.listing(), trade);
      if (before != null && trade.tradeId() > before.tradeId() + 1) {
        keep(before);
      }
    }
  }

  /** What is missing of a hole begins behind this trade. */
  void keep(Trade before) {
    synchronized (edges) {
      edges.put(new Edge(before.listing(), before.tradeId()), before.times().time());
    }
  }

  /** When the trade before the hole was made; null: not known, or not any more. */
  @Nullable Instant before(TradeGap gap) {
    synchronized (edges) {
      return edges.get(new Edge(gap.listing(), gap.firstId() - 1));
    }
  }
}
