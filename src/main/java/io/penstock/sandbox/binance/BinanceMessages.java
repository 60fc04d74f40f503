package io.penstock.sandbox.binance;

import io.penstock.sandbox.venue.Level;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes what the venue says, field by field as recorded frames have it. */
final class BinanceMessages {

  private static final JsonMapper JSON = new JsonMapper();

  private BinanceMessages() {}

  /**
   * @param id as JSON
   */
  static String done(String id) {
    return "{\"result\":null,\"id\":" + id + "}";
  }

  static String result(boolean value, String id) {
    return "{\"result\":" + value + ",\"id\":" + id + "}";
  }

  static String streams(Collection<String> names, String id) {
    return names.stream()
        .map(BinanceMessages::quoted)
        .collect(Collectors.joining(",", "{\"result\":[", "],\"id\":" + id + "}"));
  }

  static String refused(int code, String message, String id) {
    return "{\"error\":{\"code\":" + code + ",\"msg\":" + quoted(message) + "},\"id\":" + id + "}";
  }

  /** Of REST: {@code {"code":-1121,"msg":"Invalid symbol."}} */
  static String error(int code, String message) {
    return "{\"code\":" + code + ",\"msg\":" + quoted(message) + "}";
  }

  static String serverShutdown(long time) {
    return "{\"e\":\"serverShutdown\",\"E\":" + time + "}";
  }

  static String trade(String symbol, BinanceTrade trade, Dialect dialect) {
    long time = dialect.time(trade.micros());
    return event("trade", time, symbol)
        .append(",\"t\":")
        .append(trade.id())
        .append(",\"p\":\"")
        .append(trade.price())
        .append("\",\"q\":\"")
        .append(trade.quantity())
        .append("\",\"T\":")
        .append(time)
        .append(",\"m\":")
        .append(trade.buyerIsMaker())
        .append(",\"M\":true}")
        .toString();
  }

  static String aggregate(String symbol, Aggregate aggregate, Dialect dialect) {
    long time = dialect.time(aggregate.micros());
    return fields(event("aggTrade", time, symbol).append(','), aggregate, time);
  }

  /** As REST tells it. */
  static String aggregate(Aggregate aggregate) {
    return fields(new StringBuilder("{"), aggregate, aggregate.micros() / 1_000);
  }

  private static String fields(StringBuilder json, Aggregate aggregate, long time) {
    return json.append("\"a\":")
        .append(aggregate.id())
        .append(",\"p\":\"")
        .append(aggregate.price())
        .append("\",\"q\":\"")
        .append(aggregate.quantity())
        .append("\",\"f\":")
        .append(aggregate.firstTrade())
        .append(",\"l\":")
        .append(aggregate.lastTrade())
        .append(",\"T\":")
        .append(time)
        .append(",\"m\":")
        .append(aggregate.buyerIsMaker())
        .append(",\"M\":true}")
        .toString();
  }

  /** Has neither a type nor a time. */
  static String bookTicker(String symbol, long updateId, Level bid, Level ask) {
    return "{\"u\":"
        + updateId
        + ",\"s\":\""
        + symbol
        + "\",\"b\":\""
        + bid.price()
        + "\",\"B\":\""
        + bid.size()
        + "\",\"a\":\""
        + ask.price()
        + "\",\"A\":\""
        + ask.size()
        + "\"}";
  }

  static String depthUpdate(
      String symbol, long first, long last, List<Level> bids, List<Level> asks, long time) {
    StringBuilder json = event("depthUpdate", time, symbol);
    json.append(",\"U\":").append(first).append(",\"u\":").append(last).append(",\"b\":");
    levels(json, bids, Integer.MAX_VALUE);
    json.append(",\"a\":");
    levels(json, asks, Integer.MAX_VALUE);
    return json.append('}').toString();
  }

  static String depth(Depth depth, int limit) {
    StringBuilder json = new StringBuilder(64 * Math.min(limit, depth.bids().size()) + 64);
    json.append("{\"lastUpdateId\":").append(depth.lastUpdateId()).append(",\"bids\":");
    levels(json, depth.bids(), limit);
    json.append(",\"asks\":");
    levels(json, depth.asks(), limit);
    return json.append('}').toString();
  }

  /** As REST tells it. */
  static String trade(BinanceTrade trade) {
    return "{\"id\":"
        + trade.id()
        + ",\"price\":\""
        + trade.price()
        + "\",\"qty\":\""
        + trade.quantity()
        + "\",\"quoteQty\":\""
        + new BigDecimal(trade.price())
            .multiply(new BigDecimal(trade.quantity()))
            .setScale(8, RoundingMode.HALF_UP)
            .toPlainString()
        + "\",\"time\":"
        + trade.micros() / 1_000
        + ",\"isBuyerMaker\":"
        + trade.buyerIsMaker()
        + ",\"isBestMatch\":true}";
  }

  static String exchangeInfo(long time, int weightLimit, Collection<String> symbols) {
    return symbols.stream()
        .collect(
            Collectors.joining(
                ",",
                "{\"timezone\":\"UTC\",\"serverTime\":"
                    + time
                    + ",\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\","
                    + "\"intervalNum\":1,\"limit\":"
                    + weightLimit
                    + "}],\"exchangeFilters\":[],\"symbols\":[",
                "]}"));
  }

  /**
   * A symbol as {@code exchangeInfo} shows it.
   *
   * @param tick smallest step of the price
   * @param lot smallest step of the quantity
   */
  static String symbol(String symbol, String base, String quote, String tick, String lot) {
    return "{\"symbol\":\""
        + symbol
        + "\",\"status\":\"TRADING\",\"baseAsset\":\""
        + base
        + "\",\"baseAssetPrecision\":8,\"quoteAsset\":\""
        + quote
        + "\",\"quotePrecision\":8,\"quoteAssetPrecision\":8,\"baseCommissionPrecision\":8,"
        + "\"quoteCommissionPrecision\":8,\"orderTypes\":[\"LIMIT\",\"LIMIT_MAKER\",\"MARKET\"],"
        + "\"icebergAllowed\":true,\"ocoAllowed\":true,\"isSpotTradingAllowed\":true,"
        + "\"isMarginTradingAllowed\":false,\"filters\":[{\"filterType\":\"PRICE_FILTER\",\"minPrice\":\""
        + tick
        + "\",\"maxPrice\":\"1000000.00000000\",\"tickSize\":\""
        + tick
        + "\"},{\"filterType\":\"LOT_SIZE\",\"minQty\":\""
        + lot
        + "\",\"maxQty\":\"9000000000.00000000\",\"stepSize\":\""
        + lot
        + "\"}],\"permissions\":[],\"permissionSets\":[[\"SPOT\"]]}";
  }

  private static StringBuilder event(String type, long time, String symbol) {
    return new StringBuilder(256)
        .append("{\"e\":\"")
        .append(type)
        .append("\",\"E\":")
        .append(time)
        .append(",\"s\":\"")
        .append(symbol)
        .append('"');
  }

  private static void levels(StringBuilder json, List<Level> levels, int limit) {
    json.append('[');
    for (int i = 0; i < Math.min(limit, levels.size()); i++) {
      Level level = levels.get(i);
      json.append(i == 0 ? "[\"" : ",[\"")
          .append(level.price())
          .append("\",\"")
          .append(level.size())
          .append("\"]");
    }
    json.append(']');
  }

  private static String quoted(@Nullable String text) {
    return JSON.writeValueAsString(text);
  }
}
