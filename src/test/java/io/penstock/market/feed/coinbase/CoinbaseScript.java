package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.Feed;
import io.penstock.market.feed.contract.LoopbackVenue.Answer;
import io.penstock.market.feed.contract.LoopbackVenue.Connection;
import io.penstock.market.feed.contract.VenueScript;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Coinbase's words for the contract. */
public final class CoinbaseScript extends VenueScript {

  private static final JsonMapper JSON = new JsonMapper();

  private static final Pattern HISTORY =
      Pattern.compile(
          "/products/(?<id>[A-Z-]+)/trades\\?limit=(?<limit>\\d+)&after=(?<after>\\d+)");

  @Override
  public Feed feed(Tools tools, List<String> symbols, Map<String, String> settings) {
    CoinbaseProperties bound =
        bound("coinbase", CoinbaseProperties.class, tools.with(symbols, settings));
    return new CoinbaseFeed(tools.client(bound.endpoints()), bound, tools.clock());
  }

  @Override
  public Map<String, String> chatty() {
    return Map.of("symbols-per-request", "1");
  }

  @Override
  public String spelt(String symbol) {
    return symbol;
  }

  /** Eight a second, and bursts of twenty. */
  @Override
  public Limits limits() {
    return new Limits(28, Duration.ofSeconds(1), 28);
  }

  @Override
  protected void asked(Connection connection, String text) {
    JsonNode request = JSON.readTree(text);
    Set<String> channels =
        request.path("channels").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    List<String> symbols =
        request.path("product_ids").valueStream().map(JsonNode::asString).toList();
    if (request.path("type").asString().equals("unsubscribe")) {
      connection.say("{\"type\":\"subscriptions\",\"channels\":[]}");
      return;
    }
    for (String symbol : symbols) {
      if (!isListed(symbol)) {
        // One that it does not have spoils the whole request.
        connection.say(
            """
            {"type":"error","message":"Failed to subscribe","reason":"%s is not a valid product"}\
            """
                .formatted(symbol));
        return;
      }
    }
    List<String> answers = new ArrayList<>();
    answers.add("{\"type\":\"subscriptions\",\"channels\":[]}");
    for (String symbol : symbols) {
      if (channels.contains("level2_batch")) {
        answers.add(snapshot(symbol));
      }
      if (channels.contains("matches")) {
        answers.add(match("last_match", symbol, market(symbol).deals().getLast()));
      }
    }
    connection.say(answers.toArray(String[]::new));
  }

  @Override
  protected @Nullable Answer fetched(String uri) {
    if (uri.equals("/products")) {
      return Answer.of("[]");
    }
    Matcher history = HISTORY.matcher(uri);
    if (!history.matches()) {
      return null;
    }
    long after = Long.parseLong(history.group("after"));
    String trades =
        market(history.group("id")).deals().reversed().stream()
            .filter(deal -> deal.id() < after)
            .limit(Long.parseLong(history.group("limit")))
            .map(deal ->
                """
                {"trade_id":%d,"side":"%s","size":"%s","price":"%s","time":"%s"}\
                """
                    .formatted(
                        deal.id(), makerSide(deal), deal.quantity(), deal.price(), deal.time()))
            .collect(Collectors.joining(","));
    return Answer.of("[" + trades + "]");
  }

  private static String makerSide(Deal deal) {
    return deal.takerSide() == Side.BUY ? "sell" : "buy";
  }

  @Override
  public String quote(String symbol, String bid, String ask, Instant time) {
    return """
    {"type":"ticker","sequence":%d,"product_id":"%s","best_bid":"%s","best_ask":"%s","time":"%s"}\
    """
        .formatted(time.getEpochSecond(), symbol, bid, ask, time);
  }

  @Override
  protected String words(String symbol, Deal deal) {
    return match("match", symbol, deal);
  }

  private static String match(String type, String symbol, Deal deal) {
    return """
    {"type":"%s","trade_id":%d,"side":"%s","size":"%s","price":"%s","product_id":"%s","sequence":7,"time":"%s"}\
    """
        .formatted(
            type, deal.id(), makerSide(deal), deal.quantity(), deal.price(), symbol, deal.time());
  }

  @Override
  protected String words(String symbol, Side side, Level level, Instant time) {
    return """
    {"type":"l2update","product_id":"%s","changes":[["%s","%s","%s"]],"time":"%s"}\
    """
        .formatted(
            symbol, side == Side.BUY ? "buy" : "sell", level.price(), level.quantity(), time);
  }

  /**
   * Coinbase guarantees the delivery of its books and numbers nothing: what can fail is a frame.
   */
  @Override
  protected String brokenWords(String symbol, Side side, Level level, Instant time) {
    return spoilt(symbol);
  }

  @Override
  public String brokenReason() {
    return "a frame could not be read";
  }

  @Override
  public String spoilt(String symbol) {
    return "{\"type\":\"l2update\",\"product_id\":\"%s\",\"changes\":[[\"buy\",\"one\",\"2\"]]}"
        .formatted(symbol);
  }

  @Override
  public String snapshot(String symbol) {
    return "{\"type\":\"snapshot\",\"product_id\":\"%s\",\"bids\":%s,\"asks\":%s}"
        .formatted(symbol, levels(market(symbol).bids()), levels(market(symbol).asks()));
  }

  private static String levels(List<Level> levels) {
    return levels.stream()
        .map(level -> "[\"%s\",\"%s\"]".formatted(level.price(), level.quantity()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Override
  public String heartbeat(String symbol, long lastTrade, Instant time) {
    return """
    {"type":"heartbeat","sequence":7,"last_trade_id":%d,"product_id":"%s","time":"%s"}\
    """
        .formatted(lastTrade, symbol, time);
  }

  @Override
  public String refusal() {
    return "{\"type\":\"error\",\"message\":\"Rate limit exceeded\"}";
  }

  @Override
  public @Nullable String delisting(String symbol) {
    return null;
  }

  @Override
  public @Nullable String leaving() {
    return null;
  }
}
