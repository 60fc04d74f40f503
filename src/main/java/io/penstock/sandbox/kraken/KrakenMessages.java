package io.penstock.sandbox.kraken;

import io.penstock.platform.values.Decimal;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelBook.Ladder;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes what the venue says over the socket, field by field as its documents have it. */
final class KrakenMessages {

  static final String HEARTBEAT = "{\"channel\":\"heartbeat\"}";

  private static final JsonMapper JSON = new JsonMapper();

  private KrakenMessages() {}

  /**
   * @param connection an unsigned number; real ones need all 64 bits
   */
  static String status(long connection) {
    return "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"version\":\"2.0.10\",\"system\":\"online\","
        + "\"api_version\":\"v2\",\"connection_id\":"
        + Long.toUnsignedString(connection)
        + "}]}";
  }

  static String pong(@Nullable Long requestId, long micros) {
    return "{\"method\":\"pong\"" + requestId(requestId) + times(micros) + "}";
  }

  /**
   * @param method {@code subscribe} or {@code unsubscribe}
   * @param result the fields behind {@code channel}, each with a comma before it
   */
  static String done(
      String method, KrakenChannel channel, String result, @Nullable Long requestId, long micros) {
    return "{\"method\":\""
        + method
        + "\""
        + requestId(requestId)
        + ",\"result\":{\"channel\":\""
        + channel.wireName()
        + "\""
        + result
        + "},\"success\":true"
        + times(micros)
        + "}";
  }

  /**
   * @param method of the request; {@code error} where it had none
   * @param symbol null where the request as a whole was refused
   */
  static String refused(
      String error, String method, @Nullable String symbol, @Nullable Long requestId, long micros) {
    return "{\"error\":"
        + quoted(error)
        + ",\"method\":\""
        + method
        + "\""
        + requestId(requestId)
        + ",\"success\":false"
        + (symbol == null ? "" : ",\"symbol\":" + quoted(symbol))
        + times(micros)
        + "}";
  }

  static String field(String name, @Nullable Object value) {
    return ",\""
        + name
        + "\":"
        + (value instanceof String text ? quoted(text) : String.valueOf(value));
  }

  static String book(Instrument instrument, ModelBook book, long checksum, long micros) {
    StringBuilder json = begin("book", "snapshot", instrument);
    levels(json, instrument, "bids", book.bids());
    levels(json, instrument, "asks", book.asks());
    return end(json, checksum, micros);
  }

  /** Changed levels; 0 removes. */
  static String bookUpdate(
      Instrument instrument, Ladder bids, Ladder asks, long checksum, long micros) {
    StringBuilder json = begin("book", "update", instrument);
    levels(json, instrument, "bids", bids);
    levels(json, instrument, "asks", asks);
    return end(json, checksum, micros);
  }

  /**
   * @param type {@code snapshot} or {@code update}
   */
  static String trades(String type, Instrument instrument, List<KrakenTrade> trades) {
    return trades.stream()
        .map(trade -> trade(instrument, trade))
        .collect(
            Collectors.joining(
                ",", "{\"channel\":\"trade\",\"type\":\"" + type + "\",\"data\":[", "]}"));
  }

  private static String trade(Instrument instrument, KrakenTrade trade) {
    return "{\"symbol\":\""
        + instrument.symbol()
        + "\",\"side\":\""
        + trade.side()
        + "\",\"price\":"
        + instrument.price(trade.price())
        + ",\"qty\":"
        + instrument.size(trade.quantity())
        + ",\"ord_type\":\""
        + trade.orderType()
        + "\",\"trade_id\":"
        + trade.id()
        + ",\"timestamp\":\""
        + Micros.text(trade.micros())
        + "\"}";
  }

  static String ticker(String type, Instrument instrument, KrakenTicker ticker) {
    return begin("ticker", type, instrument)
        .append(",\"bid\":")
        .append(instrument.price(ticker.bid()))
        .append(",\"bid_qty\":")
        .append(instrument.size(ticker.bidSize()))
        .append(",\"ask\":")
        .append(instrument.price(ticker.ask()))
        .append(",\"ask_qty\":")
        .append(instrument.size(ticker.askSize()))
        .append(",\"last\":")
        .append(instrument.price(ticker.last()))
        .append(",\"volume\":")
        .append(instrument.size(ticker.volume()))
        .append(",\"vwap\":")
        .append(instrument.price(ticker.vwap()))
        .append(",\"low\":")
        .append(instrument.price(ticker.low()))
        .append(",\"high\":")
        .append(instrument.price(ticker.high()))
        .append(",\"change\":")
        .append(instrument.price(ticker.last() - ticker.open()))
        .append(",\"change_pct\":")
        .append(Decimal.of(ticker.changeOfTenThousand(), 2))
        .append(",\"trades\":")
        .append(ticker.trades())
        .append(",\"timestamp\":\"")
        .append(Micros.text(ticker.micros()))
        .append("\"}]}")
        .toString();
  }

  static String instruments(Collection<Instrument> instruments) {
    Set<String> assets = new TreeSet<>();
    instruments.forEach(instrument -> {
      assets.add(instrument.base());
      assets.add(instrument.quote());
    });
    return "{\"channel\":\"instrument\",\"type\":\"snapshot\",\"data\":{\"assets\":["
        + assets.stream().map(KrakenMessages::asset).collect(Collectors.joining(","))
        + "],\"pairs\":["
        + instruments.stream()
            .map(instrument -> pair(instrument, "online"))
            .collect(Collectors.joining(","))
        + "]}}";
  }

  static String instrument(Instrument instrument, String status) {
    return "{\"channel\":\"instrument\",\"type\":\"update\",\"data\":{\"assets\":[],\"pairs\":["
        + pair(instrument, status)
        + "]}}";
  }

  private static String asset(String asset) {
    return "{\"id\":\""
        + asset
        + "\",\"status\":\"enabled\",\"precision\":10,\"precision_display\":5,\"multiplier\":1,"
        + "\"borrowable\":false,\"collateral_value\":0.00}";
  }

  private static String pair(Instrument instrument, String status) {
    String increment = instrument.price(1);
    return "{\"symbol\":\""
        + instrument.symbol()
        + "\",\"base\":\""
        + instrument.base()
        + "\",\"quote\":\""
        + instrument.quote()
        + "\",\"status\":\""
        + status
        + "\",\"qty_precision\":"
        + instrument.sizeScale()
        + ",\"qty_increment\":"
        + instrument.size(1)
        + ",\"price_precision\":"
        + instrument.priceScale()
        + ",\"cost_precision\":5,\"marginable\":false,\"has_index\":true,\"cost_min\":0.50,"
        + "\"tick_size\":"
        + increment
        + ",\"price_increment\":"
        + increment
        + ",\"qty_min\":"
        + instrument.size(1)
        + "}";
  }

  private static StringBuilder begin(String channel, String type, Instrument instrument) {
    return new StringBuilder(512)
        .append("{\"channel\":\"")
        .append(channel)
        .append("\",\"type\":\"")
        .append(type)
        .append("\",\"data\":[{\"symbol\":\"")
        .append(instrument.symbol())
        .append('"');
  }

  private static String end(StringBuilder json, long checksum, long micros) {
    return json.append(",\"checksum\":")
        .append(checksum)
        .append(",\"timestamp\":\"")
        .append(Micros.text(micros))
        .append("\"}]}")
        .toString();
  }

  private static void levels(
      StringBuilder json, Instrument instrument, String side, Ladder levels) {
    json.append(",\"").append(side).append("\":[");
    for (int i = 0; i < levels.levels(); i++) {
      json.append(i == 0 ? "{\"price\":" : ",{\"price\":")
          .append(instrument.price(levels.price(i)))
          .append(",\"qty\":")
          .append(instrument.size(levels.size(i)))
          .append('}');
    }
    json.append(']');
  }

  private static String requestId(@Nullable Long requestId) {
    return requestId == null ? "" : ",\"req_id\":" + requestId;
  }

  private static String times(long micros) {
    String time = Micros.text(micros);
    return ",\"time_in\":\"" + time + "\",\"time_out\":\"" + time + "\"";
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }
}
