package io.penstock.sandbox.kraken;

/**
 * A trade, its price in ticks and its quantity in lots of the instrument.
 *
 * @param side the taker's, {@code buy} or {@code sell}
 * @param orderType the taker's, {@code market} or {@code limit}
 */
record KrakenTrade(
    long id, long micros, String side, String orderType, long price, long quantity) {}
