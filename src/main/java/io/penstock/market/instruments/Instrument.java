package io.penstock.market.instruments;

import io.penstock.market.tick.Listing;

/**
 * What is known of a listing besides its prices: {@code BTC-USD@coinbase} trades BTC for USD, with
 * 2 decimals in prices and 8 in quantities.
 *
 * @param venueId as the venue spells it, such as {@code XBT/USD}
 * @param name for people, such as {@code Bitcoin / US Dollar}; the symbol where the venue tells
 *     none
 * @param base what is traded
 * @param quote the currency of its prices, such as {@code USD}
 * @param priceScale decimals of a price, 0 to 18
 * @param quantityScale decimals of a quantity, 0 to 18
 */
public record Instrument(
    Listing listing,
    Kind kind,
    String venueId,
    String name,
    String base,
    String quote,
    int priceScale,
    int quantityScale,
    Status status) {

  /** A longer name is a mistake. */
  public static final int LONGEST_NAME = 200;

  public Instrument {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("name must have 1 to " + LONGEST_NAME + " characters");
    }
  }

  public enum Kind {
    /** A pair of currencies, traded around the clock. */
    CRYPTO,
    /** A share, traded in the sessions of its exchange. */
    EQUITY
  }

  public enum Status {
    ONLINE,
    /** Listed, but it does not trade now. */
    OFFLINE
  }

  public boolean isOnline() {
    return status == Status.ONLINE;
  }
}
