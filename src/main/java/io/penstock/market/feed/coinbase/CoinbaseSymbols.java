package io.penstock.market.feed.coinbase;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Coinbase's product ids and our symbols. They are spelt alike: {@code BTC-USD}. */
public final class CoinbaseSymbols {

  public static final Venue VENUE = new Venue("coinbase");

  /** Coinbase lists some hundred products; the limit is for ids that are none. */
  private static final int MOST_KNOWN = 4_096;

  private static final Map<String, Listing> KNOWN = new ConcurrentHashMap<>();

  private CoinbaseSymbols() {}

  /**
   * @throws IllegalArgumentException when no symbol can be spelt so
   */
  public static Listing listing(String productId) {
    Listing known = KNOWN.get(productId);
    if (known != null) {
      return known;
    }
    Listing listing = new Listing(new Symbol(productId), VENUE);
    if (KNOWN.size() < MOST_KNOWN) {
      KNOWN.put(productId, listing);
    }
    return listing;
  }

  public static String productId(Symbol symbol) {
    return symbol.value();
  }
}
