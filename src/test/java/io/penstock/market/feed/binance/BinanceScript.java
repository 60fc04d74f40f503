package io.penstock.market.feed.binance;

import io.penstock.market.feed.Feed;
import io.penstock.market.feed.contract.LoopbackVenue.Answer;
import io.penstock.market.feed.contract.LoopbackVenue.Connection;
import io.penstock.market.feed.contract.VenueScript;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Symbol;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Binance's words for the contract. */
public final class BinanceScript extends VenueScript {

  private static final JsonMapper JSON = new JsonMapper();

  private static final Pattern DEPTH =
      Pattern.compile("/api/v3/depth\\?symbol=(?<name>\\w+)&limit=\\d+");

  private static final Pattern HISTORY =
      Pattern.compile(
          "/api/v3/historicalTrades\\?symbol=\\w+&fromId=(?<from>\\d+)&limit=(?<limit>\\d+)");

  /** Of the books' updates, and of quotes. */
  private final Map<String, AtomicLong> numbers = new ConcurrentHashMap<>();

  @Override
  public Feed feed(Tools tools, List<String> symbols, Map<String, String> settings) {
    BinanceProperties bound =
        bound("binance", BinanceProperties.class, tools.with(symbols, settings));
    return new BinanceFeed(
        tools.client(bound.endpoints()),
        BinanceTools.of(bound, tools.clock(), tools.scheduler(), new Random(1)));
  }

  @Override
  public String symbol() {
    return "BTC-USDT";
  }

  @Override
  public String other() {
    return "ETH-USDT";
  }

  @Override
  public String spelt(String symbol) {
    return BinanceSymbols.streamName(new Symbol(symbol));
  }

  @Override
  public Map<String, String> chatty() {
    return Map.of("symbols-per-request", "1");
  }

  @Override
  public Limits limits() {
    return new Limits(300, Duration.ofMinutes(5), 5);
  }

  @Override
  public int streams(Connection connection) {
    return connection.requests().stream()
        .mapToInt(request -> JSON.readTree(request).path("params").size())
        .sum();
  }

  @Override
  public int mostStreams() {
    return 1_024;
  }

  /** Streams that do not exist are granted too: nothing ever comes of them. */
  @Override
  protected void asked(Connection connection, String text) {
    JsonNode request = JSON.readTree(text);
    connection.say("{\"result\":null,\"id\":%d}".formatted(request.path("id").longValue()));
  }

  @Override
  protected @Nullable Answer fetched(String uri) {
    if (uri.startsWith("/api/v3/exchangeInfo")) {
      return Answer.of("{\"symbols\":[]}");
    }
    Matcher depth = DEPTH.matcher(uri);
    if (depth.matches()) {
      return depth(new BinanceSymbols().listing(depth.group("name")).symbol().value());
    }
    Matcher history = HISTORY.matcher(uri);
    return history.matches()
        ? trades(Long.parseLong(history.group("from")), Long.parseLong(history.group("limit")))
        : null;
  }

  private Answer depth(String symbol) {
    return isListed(symbol)
        ? Answer.of(
            "{\"lastUpdateId\":%d,\"bids\":%s,\"asks\":%s}"
                .formatted(
                    number(symbol).get(),
                    levels(market(symbol).bids()),
                    levels(market(symbol).asks())))
        : new Answer(400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}");
  }

  private Answer trades(long from, long limit) {
    String trades =
        market(symbol()).deals().stream()
            .filter(deal -> deal.id() >= from)
            .limit(limit)
            .map(deal ->
                """
                {"id":%d,"price":"%s","qty":"%s","time":%d,"isBuyerMaker":%s}\
                """
                    .formatted(
                        deal.id(),
                        deal.price(),
                        deal.quantity(),
                        deal.time().toEpochMilli(),
                        deal.takerSide() == Side.SELL))
            .collect(Collectors.joining(","));
    return Answer.of("[" + trades + "]");
  }

  private AtomicLong number(String symbol) {
    return numbers.computeIfAbsent(symbol, any -> new AtomicLong(1_000));
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private String stream(String symbol, String channel, String data) {
    return "{\"stream\":\"%s@%s\",\"data\":%s}".formatted(spelt(symbol), channel, data);
  }

  private static String name(String symbol) {
    return BinanceSymbols.name(new Symbol(symbol));
  }

  @Override
  public String quote(String symbol, String bid, String ask, Instant time) {
    return stream(
        symbol,
        "bookTicker",
        """
        {"u":%d,"s":"%s","b":"%s","B":"1","a":"%s","A":"1"}\
        """
            .formatted(number(symbol).get(), name(symbol), bid, ask));
  }

  @Override
  protected String words(String symbol, Deal deal) {
    return stream(
        symbol,
        "trade",
        """
        {"e":"trade","E":%d,"s":"%s","t":%d,"p":"%s","q":"%s","T":%d,"m":%s,"M":true}\
        """
            .formatted(
                micros(deal.time()),
                name(symbol),
                deal.id(),
                deal.price(),
                deal.quantity(),
                micros(deal.time()),
                deal.takerSide() == Side.SELL));
  }

  @Override
  protected String words(String symbol, Side side, Level level, Instant time) {
    return update(symbol, side, level, time, number(symbol).incrementAndGet());
  }

  @Override
  protected String brokenWords(String symbol, Side side, Level level, Instant time) {
    return update(symbol, side, level, time, number(symbol).addAndGet(5));
  }

  private String update(String symbol, Side side, Level level, Instant time, long number) {
    String changed = levels(List.of(level));
    return stream(
        symbol,
        "depth@100ms",
        """
        {"e":"depthUpdate","E":%d,"s":"%s","U":%d,"u":%d,"b":%s,"a":%s}\
        """
            .formatted(
                micros(time),
                name(symbol),
                number,
                number,
                side == Side.BUY ? changed : "[]",
                side == Side.SELL ? changed : "[]"));
  }

  private static String levels(List<Level> levels) {
    return levels.stream()
        .map(level -> "[\"%s\",\"%s\"]".formatted(level.price(), level.quantity()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Override
  public String brokenReason() {
    return "updates of its book are missing";
  }

  @Override
  public String spoilt(String symbol) {
    return stream(
        symbol,
        "depth@100ms",
        """
        {"e":"depthUpdate","E":1767607200000000,"s":"%s","U":1,"u":1,"b":[["one","2"]],"a":[]}\
        """
            .formatted(name(symbol)));
  }

  @Override
  public @Nullable String snapshot(String symbol) {
    return null;
  }

  @Override
  public @Nullable String heartbeat(String symbol, long lastTrade, Instant time) {
    return null;
  }

  @Override
  public String refusal() {
    return "{\"error\":{\"code\":-1003,\"msg\":\"Too many requests\"},\"id\":null}";
  }

  @Override
  public @Nullable String delisting(String symbol) {
    return null;
  }

  @Override
  public String leaving() {
    return """
    {"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1767607200000000}}\
    """;
  }
}
