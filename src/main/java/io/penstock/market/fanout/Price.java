package io.penstock.market.fanout;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Times;
import io.penstock.platform.values.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a listing's price at one moment.
 *
 * @param price of the last trade; null until one is known: a price is never made up from bid and
 *     ask
 * @param times of the newest event that told one of these
 */
record Price(
    Listing listing,
    @Nullable Decimal price,
    @Nullable Decimal bid,
    @Nullable Decimal ask,
    @Nullable Decimal open24h,
    @Nullable Decimal volume24h,
    Times times,
    Freshness freshness) {

  /**
   * What it is counted in: the second half of a pair; null for a share, whose name does not tell.
   */
  @Nullable String currency() {
    String symbol = listing.symbol().value();
    int dash = symbol.indexOf('-');
    return dash < 0 ? null : symbol.substring(dash + 1);
  }
}
