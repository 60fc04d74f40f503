package io.penstock.sandbox.kraken;

import io.penstock.platform.values.Decimal;

/**
 * A pair, such as {@code BTC/USD}.
 *
 * @param priceScale digits of a price behind the point
 * @param sizeScale digits of a quantity behind the point
 */
record Instrument(String symbol, String base, String quote, int priceScale, int sizeScale) {

  /** {@code 68580.0} */
  String price(long ticks) {
    return Decimal.of(ticks, priceScale).toString();
  }

  /** {@code 0.00100000} */
  String size(long lots) {
    return Decimal.of(lots, sizeScale).toString();
  }
}
