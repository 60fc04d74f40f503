package io.penstock.sandbox.kraken;

/** Best prices, last trade and last day, in ticks and lots of the instrument. */
record KrakenTicker(
    long bid,
    long bidSize,
    long ask,
    long askSize,
    long last,
    long open,
    long high,
    long low,
    long volume,
    long trades,
    long micros) {

  /** About the average price of the day. */
  long vwap() {
    return (open + high + low + last) / 4;
  }

  /** In hundredths of a percent. */
  long changeOfTenThousand() {
    return open == 0 ? 0 : Math.round((last - open) * 10_000.0 / open);
  }
}
