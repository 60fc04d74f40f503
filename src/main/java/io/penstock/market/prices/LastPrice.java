package io.penstock.market.prices;

import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Times;
import io.penstock.platform.values.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * What was last known of a listing's price: {@code BTC-USD@coinbase} at 61820.99, between 61820.98
 * and 61821.00. Null is what its venue never told.
 *
 * @param price of the last trade
 * @param times of the newest event that told one of these; never the time of publication
 * @param status of the feed; {@code LIVE} says nothing of the price's age
 */
public record LastPrice(
    Listing listing,
    @Nullable Decimal price,
    @Nullable Decimal bid,
    @Nullable Decimal ask,
    @Nullable Decimal open24h,
    @Nullable Decimal volume24h,
    Times times,
    FeedState.Status status) {}
