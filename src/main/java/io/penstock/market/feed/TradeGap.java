package io.penstock.market.feed;

import io.penstock.market.tick.Listing;

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

  public long trades() {
    return lastId - firstId + 1;
  }
}
