package io.penstock.market.bars;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Trade;

/** Which trade: number 157323098 of BTC-USD@coinbase. */
record TradeId(Listing listing, long number) {

  static TradeId of(Trade trade) {
    return new TradeId(trade.listing(), trade.tradeId());
  }
}
