package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.coinbase.Market.Book;
import io.penstock.sandbox.coinbase.Market.Candle;
import io.penstock.sandbox.coinbase.Market.Day;
import io.penstock.sandbox.coinbase.Market.Match;
import io.penstock.sandbox.venue.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.databind.json.JsonMapper;

/** Writes what the exchange says, field by field as recorded frames have it. */
final class CoinbaseMessages {

  private static final JsonMapper JSON = new JsonMapper();

  private CoinbaseMessages() {}

  static String error(String message, String reason) {
    return "{\"type\":\"error\",\"message\":"
        + quoted(message)
        + ",\"reason\":"
        + quoted(reason)
        + "}";
  }

  static String subscriptions(Map<Channel, Set<String>> subscribed) {
    StringJoiner channels =
        new StringJoiner(",", "{\"type\":\"subscriptions\",\"channels\":[", "]}");
    subscribed.forEach((channel, products) ->
        channels.add(
            "{\"name\":\""
                + channel.wireName()
                + "\",\"product_ids\":[\""
                + String.join("\",\"", products)
                + "\"]}"));
    return channels.toString();
  }

  /**
   * @param type {@code match}, or {@code last_match} for the one before the subscription
   */
  static String match(String type, String product, Match match) {
    return "{\"type\":\""
        + type
        + "\",\"trade_id\":"
        + match.tradeId()
        + ",\"maker_order_id\":\""
        + match.makerOrder()
        + "\",\"taker_order_id\":\""
        + match.takerOrder()
        + "\",\"side\":\""
        + match.makerSide()
        + "\",\"size\":\""
        + match.size()
        + "\",\"price\":\""
        + match.price()
        + "\",\"product_id\":\""
        + product
        + "\",\"sequence\":"
        + match.sequence()
        + ",\"time\":\""
        + match.time()
        + "\"}";
  }

  /** The side is the taker's here and the maker's in a match. */
  static String ticker(String product, Match match, Day day, Level bid, Level ask) {
    return "{\"type\":\"ticker\",\"sequence\":"
        + match.sequence()
        + ",\"product_id\":\""
        + product
        + "\",\"price\":\""
        + match.price()
        + "\",\"open_24h\":\""
        + day.open()
        + "\",\"volume_24h\":\""
        + day.volume()
        + "\",\"low_24h\":\""
        + day.low()
        + "\",\"high_24h\":\""
        + day.high()
        + "\",\"volume_30d\":\""
        + day.volumeOf30Days()
        + "\",\"best_bid\":\""
        + bid.price()
        + "\",\"best_bid_size\":\""
        + bid.size()
        + "\",\"best_ask\":\""
        + ask.price()
        + "\",\"best_ask_size\":\""
        + ask.size()
        + "\",\"side\":\""
        + match.takerSide()
        + "\",\"time\":\""
        + match.time()
        + "\",\"trade_id\":"
        + match.tradeId()
        + ",\"last_size\":\""
        + match.size()
        + "\"}";
  }

  static String heartbeat(String product, long sequence, long lastTradeId, String time) {
    return "{\"type\":\"heartbeat\",\"last_trade_id\":"
        + lastTradeId
        + ",\"product_id\":\""
        + product
        + "\",\"sequence\":"
        + sequence
        + ",\"time\":\""
        + time
        + "\"}";
  }

  static String snapshot(String product, Book book) {
    StringBuilder json = new StringBuilder(64 * book.bids().size());
    json.append("{\"type\":\"snapshot\",\"product_id\":\"").append(product).append("\",\"asks\":");
    levels(json, book.asks(), "");
    json.append(",\"bids\":");
    levels(json, book.bids(), "");
    return json.append('}').toString();
  }

  /**
   * @param changes {@code ["buy","1.23","0.5"]}, separated by commas
   */
  static String l2update(String product, CharSequence changes, String time) {
    return "{\"type\":\"l2update\",\"product_id\":\""
        + product
        + "\",\"changes\":["
        + changes
        + "],\"time\":\""
        + time
        + "\"}";
  }

  /** The book as REST shows it, each level with a number of orders. */
  static String book(Book book, boolean bestOnly) {
    StringBuilder json = new StringBuilder(64 * book.bids().size());
    json.append("{\"bids\":");
    levels(json, bestOnly ? best(book.bids()) : book.bids(), ",1");
    json.append(",\"asks\":");
    levels(json, bestOnly ? best(book.asks()) : book.asks(), ",1");
    return json.append(",\"sequence\":")
        .append(book.sequence())
        .append(",\"auction_mode\":false,\"auction\":null,\"time\":\"")
        .append(book.time())
        .append("\"}")
        .toString();
  }

  static String trade(Match match) {
    return "{\"time\":\""
        + match.time()
        + "\",\"trade_id\":"
        + match.tradeId()
        + ",\"price\":\""
        + match.price()
        + "\",\"size\":\""
        + match.size()
        + "\",\"side\":\""
        + match.makerSide()
        + "\"}";
  }

  static String restTicker(Match last, Level bid, Level ask, Day day) {
    return "{\"ask\":\""
        + ask.price()
        + "\",\"bid\":\""
        + bid.price()
        + "\",\"volume\":\""
        + day.volume()
        + "\",\"trade_id\":"
        + last.tradeId()
        + ",\"price\":\""
        + last.price()
        + "\",\"size\":\""
        + last.size()
        + "\",\"time\":\""
        + last.time()
        + "\"}";
  }

  static String candle(Candle candle) {
    return "["
        + candle.epochSecond()
        + ","
        + candle.low()
        + ","
        + candle.high()
        + ","
        + candle.open()
        + ","
        + candle.close()
        + ","
        + candle.volume()
        + "]";
  }

  /**
   * A product without limits and special states; quote and base increment are the tick and the lot.
   *
   * @param name for people, such as {@code Bitcoin / US Dollar}; needs no escaping
   */
  static String product(
      String id,
      String name,
      String base,
      String quote,
      String quoteIncrement,
      String baseIncrement) {
    return "{\"id\":\""
        + id
        + "\",\"base_currency\":\""
        + base
        + "\",\"quote_currency\":\""
        + quote
        + "\",\"quote_increment\":\""
        + quoteIncrement
        + "\",\"base_increment\":\""
        + baseIncrement
        + "\",\"display_name\":\""
        + name
        + "\",\"min_market_funds\":\"1\",\"margin_enabled\":false,\"post_only\":false,\"limit_only\":false,"
        + "\"cancel_only\":false,\"status\":\"online\",\"status_message\":\"\",\"trading_disabled\":false,"
        + "\"fx_stablecoin\":false,\"max_slippage_percentage\":\"0.02000000\",\"auction_mode\":false,"
        + "\"high_bid_limit_percentage\":\"\"}";
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  private static List<Level> best(List<Level> levels) {
    return levels.subList(0, Math.min(1, levels.size()));
  }

  private static void levels(StringBuilder json, List<Level> levels, String behind) {
    json.append('[');
    String comma = "";
    for (Level level : levels) {
      json.append(comma)
          .append("[\"")
          .append(level.price())
          .append("\",\"")
          .append(level.size())
          .append('"');
      json.append(behind).append(']');
      comma = ",";
    }
    json.append(']');
  }
}
