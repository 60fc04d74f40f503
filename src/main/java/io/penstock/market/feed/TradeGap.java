package io.penstock.market.feed;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Trade;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trades that happened and of which we were not told.
 *
 * @param firstId of the first one missing
 * @param lastId of the last one missing, inclusive
 */
public record TradeGap(Listing listing, long firstId, long lastId) {

  public TradeGap {
    if (lastId < firstId) {
      throw new IllegalArgumentException("lastId must not be below " + firstId + ", was " + lastId);
    }
  }

  boolean contains(Trade trade) {
    return trade.tradeId() >= firstId && trade.tradeId() <= lastId;
  }

  /** The last trades of it, at most so many. */
  TradeGap newest(int most) {
    return trades() <= most ? this : new TradeGap(listing, lastId - most + 1, lastId);
  }

  /**
   * What is still missing when these were found; null: nothing.
   *
   * @param found the oldest first, of this gap, at one end of it
   */
  @Nullable TradeGap without(List<Trade> found) {
    long oldest = found.getFirst().tradeId();
    long newest = found.getLast().tradeId();
    if (newest < lastId) {
      return new TradeGap(listing, newest + 1, lastId);
    }
    return oldest > firstId ? new TradeGap(listing, firstId, oldest - 1) : null;
  }

  public long trades() {
    return lastId - firstId + 1;
  }
}
