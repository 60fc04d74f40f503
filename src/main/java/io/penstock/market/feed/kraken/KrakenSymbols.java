package io.penstock.market.feed.kraken;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Kraken's names of pairs and our symbols: {@code BTC/USD} is {@code BTC-USD}. REST has older names
 * for two currencies, {@code XBT} and {@code XDG}, and writes pairs without a slash where it is
 * asked for one.
 */
final class KrakenSymbols {

  static final Venue VENUE = new Venue("kraken");

  /** Kraken lists about a thousand pairs; the limit is for names that are none. */
  private static final int MOST_KNOWN = 4_096;

  private static final Map<String, String> OLD_NAMES = Map.of("XBT", "BTC", "XDG", "DOGE");

  private static final Map<String, String> NEW_NAMES = Map.of("BTC", "XBT", "DOGE", "XDG");

  private static final Map<String, Listing> KNOWN = new ConcurrentHashMap<>();

  private KrakenSymbols() {}

  /**
   * @param name {@code BTC/USD}, as the WebSocket spells it
   * @throws IllegalArgumentException when no pair can be spelt so
   */
  static Listing listing(String name) {
    Listing known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    int slash = name.indexOf('/');
    if (slash < 0 || name.indexOf('-') >= 0) {
      throw new IllegalArgumentException("pair must look like BTC/USD");
    }
    Listing listing =
        new Listing(new Symbol(name.substring(0, slash) + '-' + name.substring(slash + 1)), VENUE);
    if (KNOWN.size() < MOST_KNOWN) {
      KNOWN.put(name, listing);
    }
    return listing;
  }

  /** As the WebSocket spells it, {@code BTC/USD}. */
  static String name(Symbol symbol) {
    return symbol.value().replace('-', '/');
  }

  /**
   * @param name {@code XBT/USD}, as REST lists it
   * @throws IllegalArgumentException when no pair can be spelt so
   */
  static Listing listedByRest(String name) {
    return listing(translated(name, "/", "/", OLD_NAMES));
  }

  /** As REST wants to be asked for it, {@code XBTUSD}. */
  static String restName(Symbol symbol) {
    return translated(symbol.value(), "-", "", NEW_NAMES);
  }

  private static String translated(
      String pair, String between, String joint, Map<String, String> names) {
    int at = pair.indexOf(between);
    if (at < 0) {
      return pair;
    }
    String base = pair.substring(0, at);
    String quote = pair.substring(at + 1);
    return names.getOrDefault(base, base) + joint + names.getOrDefault(quote, quote);
  }
}
