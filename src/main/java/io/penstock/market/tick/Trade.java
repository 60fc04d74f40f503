package io.penstock.market.tick;

import io.penstock.platform.values.Decimal;
import java.time.Instant;

/**
 * Two orders met: 0.5 BTC at 61820.99 USD.
 *
 * @param tradeId the venue's number, rising by one for each trade of the listing
 * @param price above zero
 * @param quantity above zero, in the base currency or in shares
 * @param takerSide the side of the order that arrived second and took the price
 */
public record Trade(
    Listing listing, long tradeId, Decimal price, Decimal quantity, Side takerSide, Times times)
    implements MarketEvent {

  public Trade {
    if (!price.isPositive()) {
      throw new IllegalArgumentException("price must be above 0, was " + price);
    }
    if (!quantity.isPositive()) {
      throw new IllegalArgumentException("quantity must be above 0, was " + quantity);
    }
  }

  @Override
  public Trade publishedAt(Instant instant) {
    return new Trade(listing, tradeId, price, quantity, takerSide, times.publishedAt(instant));
  }
}
