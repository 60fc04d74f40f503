package io.penstock.market.feed;

import io.penstock.market.tick.Symbol;

/**
 * What a venue says of one pair it lists: {@code BTC-USD}, prices with 2 decimals, quantities with
 * 8.
 *
 * @param venueId as the venue spells it
 * @param name for people, such as {@code Bitcoin / US Dollar}
 * @param base what is traded, such as {@code BTC}
 * @param quote what it is paid with, such as {@code USD}
 * @param priceScale decimals of a price
 * @param quantityScale decimals of a quantity
 * @param isOnline whether it trades now
 */
public record Product(
    Symbol symbol,
    String venueId,
    String name,
    String base,
    String quote,
    int priceScale,
    int quantityScale,
    boolean isOnline) {}
