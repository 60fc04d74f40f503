package io.penstock.sandbox.binance;

import java.util.Locale;

/**
 * A stream, such as {@code btcusdt@depth@100ms}.
 *
 * @param symbol {@code BTCUSDT}
 */
record BinanceStream(String name, String symbol, Kind kind) {

  enum Kind {
    TRADE("trade"),
    AGGREGATE("aggTrade"),
    BOOK_TICKER("bookTicker"),
    DEPTH_100("depth@100ms"),
    DEPTH_1000("depth"),
    /** Is accepted, and silent: unknown streams, symbols and capital letters too. */
    NOTHING("");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }
  }

  static BinanceStream named(String name) {
    int at = name.indexOf('@');
    if (at < 1 || !name.equals(name.strip())) {
      return new BinanceStream(name, "", Kind.NOTHING);
    }
    String symbol = name.substring(0, at);
    boolean spelled = symbol.equals(symbol.toLowerCase(Locale.ROOT));
    return new BinanceStream(
        name,
        symbol.toUpperCase(Locale.ROOT),
        spelled ? kind(name.substring(at + 1)) : Kind.NOTHING);
  }

  private static Kind kind(String wireName) {
    for (Kind kind : Kind.values()) {
      if (kind.wireName.equals(wireName)) {
        return kind;
      }
    }
    return Kind.NOTHING;
  }
}
