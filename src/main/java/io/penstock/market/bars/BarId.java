package io.penstock.market.bars;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Trade;
import java.time.Instant;

/** Which bar: the one-minute bar of BTC-USD@coinbase that starts at 16:43. */
public record BarId(Listing listing, BarInterval interval, Instant start) {

  /** The bar that a trade belongs to, by the venue's time. */
  public static BarId of(BarInterval interval, Trade trade) {
    return new BarId(trade.listing(), interval, interval.startOf(trade.times().time()));
  }

  public static BarId of(Bar bar) {
    return new BarId(bar.listing(), bar.interval(), bar.start());
  }
}
