package io.penstock.sandbox.binance;

import io.penstock.sandbox.binance.BinanceStream.Kind;
import io.penstock.sandbox.venue.Line;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * One thing a client of the real venue received: an event of a stream, or an answer of REST.
 *
 * @param received when, or null where the recorder kept no time
 * @param source {@code ws}, or {@code http:} and a path
 * @param text exactly as it came
 * @param json what it says; a missing node where it is not JSON
 */
record BinanceFrame(@Nullable Instant received, String source, String text, JsonNode json) {

  static final String DEPTH_PATH = "/api/v3/depth";

  private static final JsonMapper JSON = new JsonMapper();
  private static final String DATA = "\"data\":";

  static BinanceFrame of(Line line) {
    return of(line.time(), line.channel(), line.frame());
  }

  static BinanceFrame of(@Nullable Instant received, String source, String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JacksonException e) {
      json = MissingNode.getInstance();
    }
    return new BinanceFrame(received, source, text, json);
  }

  /** Whether it is REST's answer of a book. */
  boolean isDepthAnswer() {
    return source.startsWith("http:" + DEPTH_PATH);
  }

  /** Whether it came with the name of its stream around it. */
  boolean isCombined() {
    return json.has("stream") && json.has("data");
  }

  /** The event without its stream. */
  JsonNode event() {
    return isCombined() ? json.path("data") : json;
  }

  /** The event without its stream, as it came. */
  String payload() {
    int data = isCombined() ? text.indexOf(DATA) : -1;
    return data < 0 ? text : text.substring(data + DATA.length(), text.lastIndexOf('}')).strip();
  }

  /** {@code depthUpdate}; {@code bookTicker} is told by its fields. Empty for no event. */
  String type() {
    JsonNode event = event();
    if (event.path("e").isString()) {
      return event.path("e").asString();
    }
    return event.has("u") && event.has("s") && event.has("B") && event.has("A") ? "bookTicker" : "";
  }

  /** {@code BTCUSDT}, or null where the event is of no symbol. */
  @Nullable String symbol() {
    JsonNode symbol = event().path("s");
    return symbol.isString() ? symbol.asString() : null;
  }

  /** {@code btcusdt@trade}: as it was recorded, or as it must have been; null for no event. */
  @Nullable String stream() {
    JsonNode stream = json.path("stream");
    if (isCombined() && stream.isString()) {
      return stream.asString();
    }
    String symbol = symbol();
    if (symbol == null) {
      return null;
    }
    String kind =
        switch (type()) {
          case "depthUpdate" -> "depth@100ms";
          case "kline" -> "kline_" + event().path("k").path("i").asString("1m");
          case "trade", "aggTrade", "bookTicker" -> type();
          default -> "";
        };
    return kind.isEmpty() ? null : symbol.toLowerCase(Locale.ROOT) + "@" + kind;
  }

  Kind kind() {
    String stream = stream();
    return stream == null ? Kind.NOTHING : BinanceStream.named(stream).kind();
  }

  /** The venue's time, or null where there is none. */
  @Nullable Instant time() {
    JsonNode time = event().path("E");
    return time.isIntegralNumber() ? Instant.ofEpochMilli(time.asLong()) : null;
  }

  long number(String field) {
    return event().path(field).asLong(0);
  }
}
