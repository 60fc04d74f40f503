package io.penstock.sandbox.binance;

/** Trades of one taker at one price, its numbers spelt as they go over the wire. */
record Aggregate(
    long id,
    long firstTrade,
    long lastTrade,
    long micros,
    String price,
    String quantity,
    boolean buyerIsMaker) {}
