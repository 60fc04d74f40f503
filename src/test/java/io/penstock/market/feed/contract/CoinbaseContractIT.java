package io.penstock.market.feed.contract;

import io.penstock.market.feed.coinbase.CoinbaseScript;

class CoinbaseContractIT extends FeedContract {

  @Override
  protected VenueScript script() {
    return new CoinbaseScript();
  }
}
