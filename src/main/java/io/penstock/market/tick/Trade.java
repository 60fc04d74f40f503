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
 * @param isLate whether a newer trade of the listing was published before it: it is one of the
 *     past, found again, and says nothing of the present price
 */
public record Trade(
    Listing listing,
    long tradeId,
    Decimal price,
    Decimal quantity,
    Side takerSide,
    Times times,
    boolean isLate)
    implements MarketEvent {

  public Trade {
    if (!price.isPositive()) {
      throw new IllegalArgumentException("price must be above 0, was " + price);
    }
    if (!quantity.isPositive()) {
      throw new IllegalArgumentException("quantity must be above 0, was " + quantity);
    }
  }

  /** As venues tell it. */
  public Trade(
      Listing listing, long tradeId, Decimal price, Decimal quantity, Side takerSide, Times times) {
    this(listing, tradeId, price, quantity, takerSide, times, false);
  }

  @Override
  public Trade publishedAt(Instant instant) {
    return new Trade(
        listing, tradeId, price, quantity, takerSide, times.publishedAt(instant), isLate);
  }

  /** The same trade, of the past or not. */
  public Trade late(boolean late) {
    return late == isLate
        ? this
        : new Trade(listing, tradeId, price, quantity, takerSide, times, late);
  }
}
