package io.penstock.sandbox.binance;

/** A trade, its numbers spelt as they go over the wire. */
record BinanceTrade(long id, long micros, String price, String quantity, boolean buyerIsMaker) {}
