package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Line;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * One frame a client of the real venue received.
 *
 * @param received when, or null where the recorder kept no time
 * @param text exactly as it came
 * @param json what it says, numbers with all their digits; a missing node where it is not JSON
 */
record KrakenFrame(@Nullable Instant received, String text, JsonNode json) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  static KrakenFrame of(Line line) {
    return of(line.time(), line.frame());
  }

  static KrakenFrame of(@Nullable Instant received, String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JacksonException e) {
      json = MissingNode.getInstance();
    }
    return new KrakenFrame(received, text, json);
  }

  /** {@code book}; empty where there is none. */
  String channel() {
    return json.path("channel").asString("");
  }

  boolean isSnapshot() {
    return json.path("type").asString("").equals("snapshot");
  }

  /** Whether it answers something the recorded client said, or greets it. */
  boolean isAnswer() {
    return json.has("method") || channel().equals("status");
  }

  /** {@code BTC/USD}, or null where the frame is about no symbol. */
  @Nullable String symbol() {
    JsonNode symbol = json.path("data").path(0).path("symbol");
    return symbol.isString() ? symbol.asString() : null;
  }

  /** The venue's time, or null where the frame carries none. */
  @Nullable Instant time() {
    return Line.instant(json.path("data").path(0).path("timestamp").asString(""));
  }

  /** The number of a field, or zero where there is none. */
  static BigDecimal number(JsonNode node, String field) {
    JsonNode number = node.path(field);
    return number.isNumber() ? number.decimalValue() : BigDecimal.ZERO;
  }
}
