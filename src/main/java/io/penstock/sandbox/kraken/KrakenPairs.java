package io.penstock.sandbox.kraken;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the REST API spells pairs, which is not how the socket does: {@code BTC/USD} there is the key
 * {@code XXBTZUSD}, the short name {@code XBTUSD} and the {@code wsname} {@code XBT/USD} here.
 */
final class KrakenPairs {

  private static final Map<String, String> SHORT = Map.of("BTC", "XBT", "DOGE", "XDG");

  /** Assets of the early days, whose long names say X for a coin and Z for money. */
  private static final Set<String> EARLY_COINS = Set.of("XBT", "ETH", "LTC", "XRP", "XLM", "XDG");

  private static final Set<String> EARLY_MONEY = Set.of("USD", "EUR");

  private KrakenPairs() {}

  /** {@code XXBTZUSD}; {@code SOLUSD} */
  static String key(Instrument instrument) {
    String base = asset(instrument.base());
    String quote = asset(instrument.quote());
    boolean early =
        base.length() == 4
            && quote.length() == 4
            && !base.equals("XXDG")
            && !instrument.base().equals("USDT");
    return early ? base + quote : alternative(instrument);
  }

  /** {@code XBTUSD} */
  static String alternative(Instrument instrument) {
    return shortName(instrument.base()) + shortName(instrument.quote());
  }

  /** {@code XBT/USD} */
  static String socketName(Instrument instrument) {
    return shortName(instrument.base()) + "/" + shortName(instrument.quote());
  }

  /** {@code XXBT}, {@code ZUSD}; {@code SOL} */
  static String asset(String code) {
    String name = shortName(code);
    if (EARLY_COINS.contains(name)) {
      return "X" + name;
    }
    return EARLY_MONEY.contains(name) ? "Z" + name : name;
  }

  /** The instrument that is meant by any of its names, or null. */
  static @Nullable Instrument named(String name, Iterable<Instrument> instruments) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (Instrument instrument : instruments) {
      if (wanted.equals(key(instrument))
          || wanted.equals(alternative(instrument))
          || wanted.equals(socketName(instrument))
          || wanted.equals(instrument.symbol())
          || wanted.equals(instrument.base() + instrument.quote())) {
        return instrument;
      }
    }
    return null;
  }

  private static String shortName(String code) {
    return SHORT.getOrDefault(code, code);
  }
}
