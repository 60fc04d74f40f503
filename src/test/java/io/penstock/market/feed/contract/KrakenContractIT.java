package io.penstock.market.feed.contract;

import io.penstock.market.feed.kraken.KrakenScript;

class KrakenContractIT extends FeedContract {

  @Override
  protected VenueScript script() {
    return new KrakenScript();
  }
}
