package io.penstock.architecture.offenders.market.feed.coinbase;

import io.penstock.architecture.offenders.market.feed.kraken.SomeKraken;

/** A venue never knows another. */
public class CoinbaseReadsKraken {

  public SomeKraken imported() {
    return new SomeKraken();
  }
}
