package io.penstock.market.feed.contract;

import io.penstock.market.feed.binance.BinanceScript;

class BinanceContractIT extends FeedContract {

  @Override
  protected VenueScript script() {
    return new BinanceScript();
  }
}
