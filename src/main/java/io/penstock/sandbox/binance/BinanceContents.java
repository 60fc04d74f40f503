package io.penstock.sandbox.binance;

import io.penstock.platform.values.Decimal;
import io.penstock.sandbox.venue.Contents;
import io.penstock.sandbox.venue.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is in a recording of Binance's streams, and how its lines are read. REST's answers of books
 * are steps of the playing: that is when they can be given.
 */
final class BinanceContents implements Contents<BinanceFrame, BinanceKnown> {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String INFO_PATH = "/api/v3/exchangeInfo";
  private static final Pattern SYMBOL_OF_QUERY = Pattern.compile("[?&]symbol=([A-Z0-9]+)");
  private static final Pattern NUMBER =
      Pattern.compile("\"(E|T|U|u|t|a|f|l|lastUpdateId)\":\\s*(\\d+)");

  /** Between the last frame of a round and the first of the next. */
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(50);

  /**
   * Update ids that no round tells. A client that follows the rules sees the hole and asks for the
   * book again, which it has to: the next round begins with the book the first began with.
   */
  private static final long HOLE = 1_000;

  private final Map<String, Span> symbols = new LinkedHashMap<>();
  private final Map<String, String> listed = new HashMap<>();
  private @Nullable Instant firstReceived;
  private @Nullable Instant lastReceived;
  private @Nullable Instant firstTime;
  private @Nullable Instant lastTime;

  @Override
  public String venue() {
    return "binance";
  }

  @Override
  public boolean knows(Line line) {
    if (!line.isFrame()) {
      return line.isAnswer(BinanceFrame.DEPTH_PATH) || line.isAnswer(INFO_PATH);
    }
    BinanceFrame frame = read(line);
    return frame.isCombined() || frame.stream() != null;
  }

  @Override
  public void add(Line line) {
    if (line.isAnswer(INFO_PATH)) {
      addInfo(line.frame());
      return;
    }
    if (!isPlayed(line)) {
      return;
    }
    BinanceFrame frame = read(line);
    Instant received = frame.received();
    if (received != null) {
      firstReceived = firstReceived == null ? received : firstReceived;
      lastReceived = received;
    }
    Instant time = frame.time();
    if (time != null) {
      firstTime = firstTime == null || time.isBefore(firstTime) ? time : firstTime;
      lastTime = lastTime == null || time.isAfter(lastTime) ? time : lastTime;
    }
    String symbol = frame.symbol();
    if (symbol != null) {
      symbols.computeIfAbsent(symbol, name -> new Span()).add(frame);
    }
  }

  private void addInfo(String answer) {
    try {
      for (JsonNode symbol : JSON.readTree(answer).path("symbols")) {
        listed.put(symbol.path("symbol").asString(""), symbol.toString());
      }
    } catch (JacksonException e) {
      // Symbols are made up from their frames then.
      listed.clear();
    }
  }

  /** Those that have frames, in the order of their first. */
  Set<String> symbols() {
    return Collections.unmodifiableSet(symbols.keySet());
  }

  /** The symbol as the recorded answer has it, or made up from its frames. */
  String describe(String symbol) {
    String recorded = listed.get(symbol);
    if (recorded != null) {
      return recorded;
    }
    Span span = span(symbol);
    String quote =
        List.of("USDT", "USDC", "FDUSD", "EUR", "BTC", "ETH", "BNB").stream()
            .filter(symbol::endsWith)
            .findFirst()
            .orElse(symbol);
    return BinanceMessages.symbol(
        symbol,
        symbol.substring(0, symbol.length() - quote.length()),
        quote,
        increment(span.priceScale),
        increment(span.sizeScale));
  }

  @Override
  public boolean isPlayed(Line line) {
    return line.isFrame() || line.isAnswer(BinanceFrame.DEPTH_PATH);
  }

  @Override
  public BinanceFrame read(Line line) {
    return BinanceFrame.of(line);
  }

  /** Ids and times become others in the text, which stays as it is otherwise. */
  @Override
  public @Nullable BinanceFrame shifted(BinanceFrame frame, int round) {
    if (round == 1) {
      return frame;
    }
    String symbol = symbolOf(frame);
    if (symbol == null || frame.type().equals("kline")) {
      return null;
    }
    Span span = span(symbol);
    Duration later = length().multipliedBy(round - 1L);
    String type = frame.isDepthAnswer() ? BinanceFrame.DEPTH_PATH : frame.type();
    String text =
        NUMBER
            .matcher(frame.text())
            .replaceAll(found ->
                "\""
                    + found.group(1)
                    + "\":"
                    + (Long.parseLong(found.group(2))
                        + span.shift(type, found.group(1), round - 1, later)));
    Instant received = frame.received();
    return BinanceFrame.of(received == null ? null : received.plus(later), frame.source(), text);
  }

  @Override
  public @Nullable Instant received(BinanceFrame frame) {
    return frame.received() == null ? frame.time() : frame.received();
  }

  @Override
  public @Nullable Instant time(BinanceFrame frame) {
    return frame.time();
  }

  @Override
  public Instant begin() {
    return firstTime != null ? firstTime : firstReceived != null ? firstReceived : Instant.EPOCH;
  }

  @Override
  public BinanceKnown nothing() {
    return new BinanceKnown();
  }

  @Override
  public void learn(BinanceKnown known, BinanceFrame frame, int round) {
    String symbol = symbolOf(frame);
    if (symbol != null) {
      known.learn(frame, symbol, round);
    }
  }

  /**
   * Of an answer whose query was not recorded, the symbol among whose update ids the answer's lies.
   */
  private @Nullable String symbolOf(BinanceFrame frame) {
    if (!frame.isDepthAnswer()) {
      return frame.symbol();
    }
    Matcher query = SYMBOL_OF_QUERY.matcher(frame.source());
    if (query.find()) {
      return query.group(1);
    }
    long id = frame.json().path("lastUpdateId").asLong(0);
    String nearest = null;
    long distance = Long.MAX_VALUE;
    for (Map.Entry<String, Span> entry : symbols.entrySet()) {
      Span span = entry.getValue();
      // From round two on the ids lie beyond those of the first.
      long rounds = span.updates() + HOLE;
      long first = span.firstUpdate + Math.max(0, id - span.firstUpdate) / rounds * rounds;
      long off = Math.max(0, Math.max(first - id, id - first - span.updates()));
      if (span.firstUpdate > 0 && off < distance) {
        nearest = entry.getKey();
        distance = off;
      }
    }
    return nearest;
  }

  private Span span(String symbol) {
    return symbols.getOrDefault(symbol, new Span());
  }

  /** By how much a round lies after the one before. */
  private Duration length() {
    Duration received = between(firstReceived, lastReceived);
    Duration told = between(firstTime, lastTime);
    return (received.compareTo(told) > 0 ? received : told).plus(BETWEEN_ROUNDS);
  }

  private static Duration between(@Nullable Instant first, @Nullable Instant last) {
    return first == null || last == null ? Duration.ZERO : Duration.between(first, last);
  }

  private static String increment(int scale) {
    return Decimal.of(1, scale)
        .toBigDecimal()
        .setScale(Math.max(scale, BinanceModelMarket.WIRE_SCALE))
        .toPlainString();
  }

  /** One symbol's part. */
  private static final class Span {

    private long firstUpdate;
    private long lastUpdate;
    private long firstTrade;
    private long lastTrade;
    private long firstAggregate;
    private long lastAggregate;
    private int priceScale;
    private int sizeScale;

    private void add(BinanceFrame frame) {
      switch (frame.type()) {
        case "depthUpdate" -> {
          addUpdates(frame.number("U"), frame.number("u"));
          frame.event().path("b").forEach(level -> addScales(level.path(0), level.path(1)));
          frame.event().path("a").forEach(level -> addScales(level.path(0), level.path(1)));
        }
        case "bookTicker" -> {
          addUpdates(frame.number("u"), frame.number("u"));
          addScales(frame.event().path("b"), frame.event().path("B"));
        }
        case "trade" -> {
          addTrades(frame.number("t"), frame.number("t"));
          addScales(frame.event().path("p"), frame.event().path("q"));
        }
        case "aggTrade" -> {
          addTrades(frame.number("f"), frame.number("l"));
          long id = frame.number("a");
          firstAggregate = firstAggregate == 0 ? id : firstAggregate;
          lastAggregate = Math.max(lastAggregate, id);
          addScales(frame.event().path("p"), frame.event().path("q"));
        }
        default -> {}
      }
    }

    private void addUpdates(long first, long last) {
      firstUpdate = firstUpdate == 0 ? first : Math.min(firstUpdate, first);
      lastUpdate = Math.max(lastUpdate, last);
    }

    private void addTrades(long first, long last) {
      firstTrade = firstTrade == 0 ? first : Math.min(firstTrade, first);
      lastTrade = Math.max(lastTrade, last);
    }

    private void addScales(JsonNode price, JsonNode size) {
      priceScale = Math.max(priceScale, scale(price.asString("")));
      sizeScale = Math.max(sizeScale, scale(size.asString("")));
    }

    /** Zeros at the end are the venue's padding. */
    private static int scale(String number) {
      int point = number.indexOf('.');
      int end = number.length();
      while (point >= 0 && end > point + 1 && number.charAt(end - 1) == '0') {
        end--;
      }
      return point < 0 ? 0 : Math.min(18, end - point - 1);
    }

    private long updates() {
      return firstUpdate == 0 ? 0 : lastUpdate - firstUpdate + 1;
    }

    /** By how much a number is larger so many rounds later. */
    private long shift(String type, String field, long rounds, Duration later) {
      long aggregates = lastAggregate == 0 ? 0 : lastAggregate - firstAggregate + 1;
      long trades = lastTrade == 0 ? 0 : lastTrade - firstTrade + 1;
      return switch (field) {
        case "E", "T" -> later.toMillis();
        case "U", "u", "lastUpdateId" -> rounds * (updates() + HOLE);
        case "t" -> type.equals("trade") ? rounds * trades : 0;
        case "a" -> type.equals("aggTrade") ? rounds * aggregates : 0;
        case "f", "l" -> type.equals("aggTrade") ? rounds * trades : 0;
        default -> 0;
      };
    }
  }
}
