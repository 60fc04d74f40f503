package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Contents;
import io.penstock.sandbox.venue.Line;
import io.penstock.sandbox.venue.Micros;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is in a recording of Kraken's socket, and how its frames are read. Precisions come from the
 * instruments where they were recorded, else from the longest number; the depth of the books from
 * the first snapshots.
 */
final class KrakenContents implements Contents<KrakenFrame, KrakenKnown> {

  private static final Set<String> CHANNELS =
      Set.of("status", "heartbeat", "book", "trade", "ticker", "instrument", "ohlc");
  private static final Set<String> METHODS = Set.of("subscribe", "unsubscribe", "pong", "error");
  private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":\\s*\"([^\"]*)\"");
  private static final Pattern TRADE_ID = Pattern.compile("\"trade_id\":\\s*(\\d+)");

  /** Between the last frame of a round and the first of the next. */
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(50);

  private final Map<String, Span> symbols = new LinkedHashMap<>();
  private final Map<String, Instrument> told = new LinkedHashMap<>();
  private int levels;
  private @Nullable Instant first;
  private @Nullable Instant last;

  @Override
  public String venue() {
    return "kraken";
  }

  @Override
  public boolean knows(Line line) {
    if (!line.isFrame()) {
      return false;
    }
    KrakenFrame frame = read(line);
    return CHANNELS.contains(frame.channel())
        || METHODS.contains(frame.json().path("method").asString(""));
  }

  @Override
  public void add(Line line) {
    if (!line.isFrame()) {
      return;
    }
    KrakenFrame frame = read(line);
    Instant time = received(frame);
    if (time != null) {
      first = first == null || time.isBefore(first) ? time : first;
      last = last == null || time.isAfter(last) ? time : last;
    }
    if (frame.channel().equals("instrument")) {
      frame.json().path("data").path("pairs").forEach(this::addInstrument);
    }
    String symbol = frame.symbol();
    if (symbol != null) {
      Span span = symbols.computeIfAbsent(symbol, name -> new Span());
      for (JsonNode data : frame.json().path("data")) {
        levels = Math.max(levels, span.add(frame, data));
      }
    }
  }

  private void addInstrument(JsonNode pair) {
    String symbol = pair.path("symbol").asString("");
    told.put(
        symbol,
        new Instrument(
            symbol,
            pair.path("base").asString(""),
            pair.path("quote").asString(""),
            pair.path("price_precision").asInt(0),
            pair.path("qty_precision").asInt(0)));
  }

  /** Those that have frames, in the order of their first. */
  Set<String> symbols() {
    return Collections.unmodifiableSet(symbols.keySet());
  }

  Instrument instrument(String symbol) {
    Instrument recorded = told.get(symbol);
    if (recorded != null) {
      return recorded;
    }
    Span span = symbols.getOrDefault(symbol, new Span());
    int slash = symbol.indexOf('/');
    return new Instrument(
        symbol,
        slash < 0 ? symbol : symbol.substring(0, slash),
        symbol.substring(slash + 1),
        span.priceScale,
        span.sizeScale);
  }

  /** Of all books: to how many levels the recorded client had subscribed; 0 without a book. */
  int depth() {
    return levels == 0
        ? 0
        : KrakenRequest.DEPTHS.stream().filter(depth -> depth >= levels).findFirst().orElse(levels);
  }

  @Override
  public boolean isPlayed(Line line) {
    return line.isFrame();
  }

  @Override
  public KrakenFrame read(Line line) {
    return KrakenFrame.of(line);
  }

  /** Only ids and times become others: numbers keep their spelling, so checksums stay right. */
  @Override
  public @Nullable KrakenFrame shifted(KrakenFrame frame, int round) {
    if (round == 1) {
      return frame;
    }
    if (frame.isAnswer() || frame.isSnapshot() && frame.channel().equals("trade")) {
      return null;
    }
    String symbol = frame.symbol();
    if (symbol == null) {
      return frame;
    }
    Duration later = length().multipliedBy(round - 1L);
    long ids = (round - 1) * symbols.getOrDefault(symbol, new Span()).trades();
    String text =
        TIMESTAMP
            .matcher(frame.text())
            .replaceAll(found -> {
              Instant time = Line.instant(found.group(1));
              return time == null
                  ? found.group()
                  : "\"timestamp\":\"" + Micros.text(time.plus(later)) + "\"";
            });
    text =
        TRADE_ID
            .matcher(text)
            .replaceAll(found -> "\"trade_id\":" + (Long.parseLong(found.group(1)) + ids));
    Instant received = frame.received();
    return KrakenFrame.of(received == null ? null : received.plus(later), text);
  }

  @Override
  public @Nullable String reasonAgainstLoop() {
    return symbols.entrySet().stream()
        .filter(entry -> entry.getValue().beginsWithUpdate)
        .findFirst()
        .map(entry ->
            "its book of "
                + entry.getKey()
                + " does not begin with a snapshot, so that the checksums of a second round"
                + " would be wrong")
        .orElse(null);
  }

  /** Where the recorder kept no time, the venue's has to do. */
  @Override
  public @Nullable Instant received(KrakenFrame frame) {
    return frame.received() == null ? frame.time() : frame.received();
  }

  @Override
  public @Nullable Instant time(KrakenFrame frame) {
    return frame.channel().equals("ticker") || isTradesBefore(frame) ? null : frame.time();
  }

  private static boolean isTradesBefore(KrakenFrame frame) {
    return frame.isSnapshot() && frame.channel().equals("trade");
  }

  @Override
  public Instant begin() {
    return first == null ? Instant.EPOCH : first;
  }

  @Override
  public KrakenKnown nothing() {
    return new KrakenKnown();
  }

  @Override
  public void learn(KrakenKnown known, KrakenFrame frame, int round) {
    String symbol = frame.symbol();
    if (symbol != null) {
      known.learn(frame, instrument(symbol), depth());
    }
  }

  /** By how much a round lies after the one before. */
  private Duration length() {
    return first == null || last == null
        ? BETWEEN_ROUNDS
        : Duration.between(first, last).plus(BETWEEN_ROUNDS);
  }

  /** One symbol's part. */
  private static final class Span {

    private int priceScale;
    private int sizeScale;
    private boolean beginsWithUpdate;
    private boolean hasBook;
    private long firstTrade;
    private long lastTrade;

    /** Gives the number of levels of a snapshot; 0 for everything else. */
    private int add(KrakenFrame frame, JsonNode data) {
      switch (frame.channel()) {
        case "book" -> {
          beginsWithUpdate |= !hasBook && !frame.isSnapshot();
          hasBook = true;
          data.path("bids").forEach(this::addScales);
          data.path("asks").forEach(this::addScales);
          return frame.isSnapshot()
              ? Math.max(data.path("bids").size(), data.path("asks").size())
              : 0;
        }
        case "trade" -> {
          addScales(data);
          if (!frame.isSnapshot()) {
            long id = data.path("trade_id").asLong(0);
            firstTrade = firstTrade == 0 ? id : firstTrade;
            lastTrade = Math.max(lastTrade, id);
          }
        }
        default -> {}
      }
      return 0;
    }

    private void addScales(JsonNode node) {
      priceScale = Math.max(priceScale, scale(KrakenFrame.number(node, "price")));
      sizeScale = Math.max(sizeScale, scale(KrakenFrame.number(node, "qty")));
    }

    private static int scale(BigDecimal number) {
      return Math.clamp(number.scale(), 0, 18);
    }

    /** How far the ids go in a round. */
    private long trades() {
      return firstTrade == 0 ? 0 : lastTrade - firstTrade + 1;
    }
  }
}
