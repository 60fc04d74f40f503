package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Line;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * One frame a client of the real exchange received.
 *
 * @param received when, or null where the recorder kept no time
 * @param text exactly as it came
 * @param json what it says; a missing node where it is not JSON
 */
record RecordedFrame(@Nullable Instant received, String text, JsonNode json) {

  private static final JsonMapper JSON = new JsonMapper();

  static RecordedFrame of(@Nullable Instant received, String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JacksonException e) {
      json = MissingNode.getInstance();
    }
    return new RecordedFrame(received, text, json);
  }

  /** {@code match}; empty where there is none. */
  String type() {
    return json.path("type").asString("");
  }

  /** {@code BTC-USD}, or null where the frame is about no product. */
  @Nullable String product() {
    JsonNode product = json.path("product_id");
    return product.isString() ? product.asString() : null;
  }

  /** On which channel it came, or null where that cannot be told. */
  @Nullable Channel channel() {
    return switch (type()) {
      case "ticker" -> Channel.TICKER;
      case "match", "last_match" -> Channel.MATCHES;
      case "snapshot", "l2update" -> Channel.LEVEL2;
      case "heartbeat" -> Channel.HEARTBEAT;
      default -> null;
    };
  }

  boolean isTrade() {
    return channel() == Channel.MATCHES;
  }

  /** Whether a subscription brought it, not the market: it tells what was before. */
  boolean isGreeting() {
    return switch (type()) {
      case "subscriptions", "last_match" -> true;
      default -> false;
    };
  }

  long tradeId() {
    return json.path("trade_id").asLong(0);
  }

  long sequence() {
    return json.path("sequence").asLong(0);
  }

  /** The exchange's time, or null where the frame carries none. */
  @Nullable Instant time() {
    return Line.instant(json.path("time").asString(""));
  }
}
