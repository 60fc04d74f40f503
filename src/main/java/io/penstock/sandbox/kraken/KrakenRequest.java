package io.penstock.sandbox.kraken;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client asks.
 *
 * @param method {@code subscribe}, {@code unsubscribe} or {@code ping}; {@code error} where it
 *     cannot be read
 * @param symbols those named; of the instrument channel none are
 * @param depth of a book
 * @param eventTrigger of a ticker
 * @param snapshot whether one is wanted
 * @param refusal why nothing of it can be followed, or null
 */
record KrakenRequest(
    String method,
    @Nullable KrakenChannel channel,
    List<String> symbols,
    int depth,
    String eventTrigger,
    boolean snapshot,
    @Nullable Long requestId,
    @Nullable String refusal) {

  static final List<Integer> DEPTHS = List.of(10, 25, 100, 500, 1_000);
  static final String ON_TRADES = "trades";
  static final String ON_BEST_PRICES = "bbo";

  private static final JsonMapper JSON = new JsonMapper();

  /** Reads a client's message. */
  static KrakenRequest parse(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JacksonException e) {
      return refused("error", null, "Malformed request");
    }
    if (!json.isObject()) {
      return refused("error", null, "Malformed request");
    }
    JsonNode id = json.path("req_id");
    Long requestId = id.isIntegralNumber() && id.canConvertToLong() ? id.asLong() : null;
    String method = json.path("method").asString("");
    return switch (method) {
      case "ping" ->
          new KrakenRequest(method, null, List.of(), 0, ON_TRADES, false, requestId, null);
      case "subscribe", "unsubscribe" -> parse(method, json.path("params"), requestId);
      default -> refused("error", requestId, "Unsupported method");
    };
  }

  private static KrakenRequest parse(String method, JsonNode params, @Nullable Long requestId) {
    KrakenChannel channel = KrakenChannel.named(params.path("channel").asString(""));
    if (channel == null) {
      return refused(method, requestId, "Subscription name invalid");
    }
    JsonNode depth = params.path("depth");
    if (!depth.isMissingNode() && !depth.isIntegralNumber()) {
      return refused(method, requestId, "Subscription book depth must be an integer");
    }
    String trigger = params.path("event_trigger").asString(ON_TRADES);
    if (!trigger.equals(ON_TRADES) && !trigger.equals(ON_BEST_PRICES)) {
      return refused(method, requestId, "Event trigger invalid");
    }
    List<String> symbols = new ArrayList<>();
    if (channel != KrakenChannel.INSTRUMENT) {
      JsonNode named = params.path("symbol");
      if (!named.isArray() || named.isEmpty()) {
        return refused(method, requestId, "Symbol field must be an array");
      }
      named.forEach(symbol -> symbols.add(symbol.asString("")));
    }
    boolean snapshot = params.path("snapshot").asBoolean(channel.snapshotByDefault());
    return new KrakenRequest(
        method, channel, symbols, depth.asInt(10), trigger, snapshot, requestId, null);
  }

  private static KrakenRequest refused(String method, @Nullable Long requestId, String refusal) {
    return new KrakenRequest(method, null, List.of(), 0, ON_TRADES, false, requestId, refusal);
  }
}
