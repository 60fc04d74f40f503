package io.penstock.market.feed.binance;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.time.Instant;

/**
 * A trade as the REST API has it.
 *
 * @param time milliseconds or microseconds since 1970
 */
record BinanceTrade(long id, String price, String qty, long time, boolean isBuyerMaker) {

  /**
   * @throws IllegalArgumentException when it is none
   */
  Trade trade(Listing listing, Instant received) {
    Instant traded = FieldReader.time(time);
    if (traded == null) {
      throw new IllegalArgumentException("time must be of the years 1970 to 2261, was " + time);
    }
    return new Trade(
        listing,
        id,
        Decimal.parse(price),
        Decimal.parse(qty),
        isBuyerMaker ? Side.SELL : Side.BUY,
        Times.of(traded, received));
  }
}
