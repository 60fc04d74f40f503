package io.penstock.market.feed.coinbase;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A trade as the REST API has it. As in a match, the side is the maker's.
 *
 * @param side {@code buy} or {@code sell}
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record CoinbaseTrade(long tradeId, String price, String size, String side, String time) {

  /**
   * @throws IllegalArgumentException when it is none
   */
  Trade trade(Listing listing, Instant received) {
    Side taker = side.equals("sell") ? Side.BUY : Side.SELL;
    return new Trade(
        listing,
        tradeId,
        Decimal.parse(price),
        Decimal.parse(size),
        taker,
        Times.of(Instant.parse(time), received));
  }
}
