package io.penstock.sandbox.venue;

import io.penstock.platform.values.Decimal;

/**
 * What a modelled venue lists.
 *
 * @param id as the venue spells it, such as {@code BTC-USD}
 * @param priceScale digits behind the point of a price; one unit of the last is the tick
 * @param sizeScale digits behind the point of a quantity; one unit of the last is the lot
 * @param tradesPerMinute how busy it is, at rate 1
 */
public record Product(
    String id, Asset base, Asset quote, int priceScale, int sizeScale, int tradesPerMinute) {

  public Product {
    if (priceScale < 0 || priceScale > 10 || sizeScale < 0 || sizeScale > 8) {
      throw new IllegalArgumentException(
          "scales must be 0 to 10 and 0 to 8: " + priceScale + ", " + sizeScale);
    }
    if (tradesPerMinute < 1) {
      throw new IllegalArgumentException(
          "tradesPerMinute must be at least 1, was " + tradesPerMinute);
    }
  }

  /** {@code Bitcoin / US Dollar} */
  public String name() {
    return base.name() + " / " + quote.name();
  }

  /** {@code 59000.25} */
  public String price(long ticks) {
    return Decimal.of(ticks, priceScale).toString();
  }

  /** {@code 0.01000000}; 0 is {@code 0.00000000}. */
  public String size(long lots) {
    return Decimal.of(lots, sizeScale).toString();
  }

  /**
   * @param name for people
   * @param usd its usual price in dollars
   * @param marketShare how far it follows the market as a whole: 0 not at all
   * @param dailyMove standard deviation of its own change over a day
   */
  public record Asset(String code, String name, double usd, double marketShare, double dailyMove) {}
}
