package io.penstock.market.feed.binance;

import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Binance writes a pair in one word, {@code BTCUSDT}, which does not say where the quote begins.
 * Symbols that we were told are spelt as told; of others the end decides, by the quotes that
 * Binance is known to have.
 */
public final class BinanceSymbols {

  public static final Venue VENUE = new Venue("binance");

  /** Binance lists some thousand pairs; the limit is for names that are none. */
  private static final int MOST_KNOWN = 16_384;

  /**
   * The longest first: {@code BTCTUSD} is no pair with {@code USD}. {@code AEUR} and {@code XUSD}
   * are left to the list: {@code ADAEUR} is older.
   */
  private static final List<String> QUOTES =
      Stream.of(
              "USDT", "USDC", "FDUSD", "TUSD", "BUSD", "USD1", "EURI", "USDP", "USDS", "PAX", "DAI",
              "VAI", "BTC", "ETH", "BNB", "XRP", "TRX", "DOGE", "SOL", "DOT", "USD", "EUR", "GBP",
              "TRY", "BRL", "ARS", "MXN", "COP", "PLN", "RON", "CZK", "JPY", "AUD", "ZAR", "UAH",
              "RUB", "NGN", "IDRT", "BIDR", "BKRW", "BVND", "GYEN", "IDR")
          .sorted(Comparator.comparing(String::length).reversed())
          .toList();

  private final Map<String, Listing> known = new ConcurrentHashMap<>();

  /** The pair as Binance's REST API names it: {@code BTCUSDT}. */
  public static String name(Symbol symbol) {
    return symbol.value().replace("-", "");
  }

  /** The pair as Binance's streams name it: {@code btcusdt}. */
  static String streamName(Symbol symbol) {
    return name(symbol).toLowerCase(Locale.ROOT);
  }

  /** This is how the symbol is spelt, whatever its name looks like. */
  public void learn(Symbol symbol) {
    String name = name(symbol);
    if (known.size() < MOST_KNOWN || known.containsKey(name)) {
      known.put(name, new Listing(symbol, VENUE));
    }
  }

  /**
   * @param name {@code BTCUSDT}
   * @throws IllegalArgumentException when no symbol is named so
   */
  public Listing listing(String name) {
    Listing listing = known.get(name);
    if (listing != null) {
      return listing;
    }
    Symbol symbol = split(name);
    learn(symbol);
    return new Listing(symbol, VENUE);
  }

  private static Symbol split(String name) {
    for (String quote : QUOTES) {
      if (name.length() > quote.length() && name.endsWith(quote)) {
        String base = name.substring(0, name.length() - quote.length());
        return new Symbol(base + "-" + quote);
      }
    }
    throw new IllegalArgumentException("no pair with a known quote");
  }
}
