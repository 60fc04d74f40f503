package io.penstock.market.bars;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.time.Instant;

/** Trades and quotes in short words. */
final class TestTicks {

  static final Listing BTC = Listing.of("BTC-USD", "coinbase");
  static final Listing ETH = Listing.of("ETH-USD", "coinbase");
  static final Instant MINUTE = Instant.parse("2026-01-05T10:00:00Z");

  private TestTicks() {}

  static Trade trade(long id, String price, String quantity, Instant time) {
    return trade(BTC, id, price, quantity, time, time);
  }

  static Trade trade(
      Listing listing, long id, String price, String quantity, Instant time, Instant received) {
    return new Trade(
        listing,
        id,
        Decimal.parse(price),
        Decimal.parse(quantity),
        Side.BUY,
        Times.of(time, received));
  }

  static Quote quote(Listing listing, Instant time) {
    return quote(listing, time, time);
  }

  static Quote quote(Listing listing, Instant time, Instant received) {
    return new Quote(
        listing,
        1,
        Decimal.parse("9"),
        null,
        Decimal.parse("11"),
        null,
        null,
        null,
        null,
        Times.of(time, received));
  }
}
