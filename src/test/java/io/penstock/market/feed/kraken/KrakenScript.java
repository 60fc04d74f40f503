package io.penstock.market.feed.kraken;

import io.penstock.market.feed.Feed;
import io.penstock.market.feed.contract.LoopbackVenue.Answer;
import io.penstock.market.feed.contract.LoopbackVenue.Connection;
import io.penstock.market.feed.contract.VenueScript;
import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Times;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Kraken's words for the contract. */
public final class KrakenScript extends VenueScript {

  private static final JsonMapper JSON = new JsonMapper();

  private static final Pattern HISTORY =
      Pattern.compile("/0/public/Trades\\?pair=(?<pair>[A-Z]+)(&since=(?<since>\\d+))?");

  @Override
  public Feed feed(Tools tools, List<String> symbols, Map<String, String> settings) {
    KrakenProperties bound = bound("kraken", KrakenProperties.class, tools.with(symbols, settings));
    return new KrakenFeed(tools.client(bound.endpoints()), bound, tools.clock());
  }

  @Override
  public Map<String, String> chatty() {
    return Map.of("symbols-per-request", "1");
  }

  @Override
  public String spelt(String symbol) {
    return name(symbol);
  }

  /** Requests have no published number; this one is the setting's. */
  @Override
  public Limits limits() {
    return new Limits(150, Duration.ofMinutes(10), 15);
  }

  @Override
  protected void opened(Connection connection) {
    connection.say(
        "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\"}]}");
  }

  @Override
  protected void asked(Connection connection, String text) {
    JsonNode request = JSON.readTree(text);
    JsonNode params = request.path("params");
    String channel = params.path("channel").asString("");
    long id = request.path("req_id").longValue();
    params
        .path("symbol")
        .valueStream()
        .map(JsonNode::asString)
        .forEach(
            name -> connection.say(answers(request.path("method").asString(), channel, name, id)));
  }

  private String[] answers(String method, String channel, String name, long id) {
    String symbol = name.replace('/', '-');
    if (!isListed(symbol)) {
      return new String[] {
        """
        {"error":"Currency pair not supported %s","method":"%s","req_id":%d,"success":false,"symbol":"%s"}\
        """
            .formatted(name, method, id, name)
      };
    }
    String accepted =
        """
        {"method":"%s","req_id":%d,"result":{"channel":"%s","snapshot":true,"symbol":"%s"},"success":true}\
        """
            .formatted(method, id, channel, name);
    if (method.equals("unsubscribe")) {
      return new String[] {accepted};
    }
    return switch (channel) {
      case "book" -> new String[] {accepted, snapshot(symbol)};
      case "trade" -> new String[] {accepted, recent(symbol)};
      default -> new String[] {accepted};
    };
  }

  private String recent(String symbol) {
    List<Deal> deals = market(symbol).deals();
    return trades("snapshot", symbol, deals.subList(Math.max(0, deals.size() - 50), deals.size()));
  }

  @Override
  protected @Nullable Answer fetched(String uri) {
    if (uri.equals("/0/public/AssetPairs")) {
      return Answer.of("{\"error\":[],\"result\":{}}");
    }
    Matcher history = HISTORY.matcher(uri);
    if (!history.matches() || !history.group("pair").equals(restName())) {
      return Answer.of("{\"error\":[\"EQuery:Unknown asset pair\"]}");
    }
    String since = history.group("since");
    long after = since == null ? 0 : Long.parseLong(since);
    String trades =
        market(symbol()).deals().stream()
            .filter(deal -> Times.toEpochNanos(deal.time()) > after)
            .map(deal ->
                "[\"%s\",\"%s\",%s,\"b\",\"m\",\"\",%d]"
                    .formatted(deal.price(), deal.quantity(), seconds(deal.time()), deal.id()))
            .collect(Collectors.joining(","));
    return Answer.of("{\"error\":[],\"result\":{\"PAIR\":[" + trades + "],\"last\":\"0\"}}");
  }

  private String restName() {
    return KrakenSymbols.restName(new Symbol(symbol()));
  }

  private static String seconds(Instant time) {
    return BigDecimal.valueOf(Times.toEpochNanos(time), 9).toPlainString();
  }

  @Override
  public String quote(String symbol, String bid, String ask, Instant time) {
    return """
    {"channel":"ticker","type":"update","data":[{"symbol":"%s","bid":%s,"bid_qty":1.0,"ask":%s,"ask_qty":1.0,\
    "timestamp":"%s"}]}\
    """
        .formatted(name(symbol), bid, ask, time);
  }

  @Override
  protected String words(String symbol, Deal deal) {
    return trades("update", symbol, List.of(deal));
  }

  private static String trades(String type, String symbol, List<Deal> deals) {
    return deals.stream()
        .map(deal ->
            """
            {"symbol":"%s","side":"%s","price":%s,"qty":%s,"ord_type":"limit","trade_id":%d,"timestamp":"%s"}\
            """
                .formatted(
                    name(symbol),
                    deal.takerSide() == Side.BUY ? "buy" : "sell",
                    deal.price(),
                    deal.quantity(),
                    deal.id(),
                    deal.time()))
        .collect(
            Collectors.joining(
                ",", "{\"channel\":\"trade\",\"type\":\"" + type + "\",\"data\":[", "]}"));
  }

  @Override
  protected String words(String symbol, Side side, Level level, Instant time) {
    return update(symbol, side, level, time, checksum(symbol));
  }

  @Override
  protected String brokenWords(String symbol, Side side, Level level, Instant time) {
    return update(symbol, side, level, time, checksum(symbol) ^ 1);
  }

  @Override
  public String brokenReason() {
    return "its book failed the checksum";
  }

  private static String update(String symbol, Side side, Level level, Instant time, long checksum) {
    List<Level> changed = List.of(level);
    return book(
        "update",
        symbol,
        side == Side.BUY ? changed : List.of(),
        side == Side.SELL ? changed : List.of(),
        checksum,
        ",\"timestamp\":\"" + time + '"');
  }

  @Override
  public String spoilt(String symbol) {
    return book("update", symbol, List.of(), List.of(), -1, "");
  }

  @Override
  public String snapshot(String symbol) {
    return book(
        "snapshot", symbol, market(symbol).bids(), market(symbol).asks(), checksum(symbol), "");
  }

  private static String book(
      String type, String symbol, List<Level> bids, List<Level> asks, long checksum, String more) {
    return "{\"channel\":\"book\",\"type\":\"%s\",\"data\":[{\"symbol\":\"%s\",\"bids\":%s,\"asks\":%s,\"checksum\":%d%s}]}"
        .formatted(type, name(symbol), levels(bids), levels(asks), checksum, more);
  }

  private static String levels(List<Level> levels) {
    return levels.stream()
        .map(level -> "{\"price\":%s,\"qty\":%s}".formatted(level.price(), level.quantity()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private long checksum(String symbol) {
    return KrakenChecksum.of(market(symbol).asks(), market(symbol).bids(), Precision.AS_WRITTEN);
  }

  @Override
  public String heartbeat(String symbol, long lastTrade, Instant time) {
    return "{\"channel\":\"heartbeat\"}";
  }

  @Override
  public String refusal() {
    return "{\"error\":\"Exceeded msg rate\"}";
  }

  @Override
  public String delisting(String symbol) {
    return """
    {"channel":"instrument","type":"update","data":{"assets":[],"pairs":[{"symbol":"%s","status":"delisted"}]}}\
    """
        .formatted(name(symbol));
  }

  @Override
  public @Nullable String leaving() {
    return null;
  }

  private static String name(String symbol) {
    return KrakenSymbols.name(new Symbol(symbol));
  }
}
