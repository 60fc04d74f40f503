package io.penstock.sandbox.coinbase;

import io.penstock.platform.values.Decimal;
import io.penstock.sandbox.venue.Contents;
import io.penstock.sandbox.venue.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in a recording of Coinbase Exchange, and how its frames are read. */
final class CoinbaseContents implements Contents<RecordedFrame, Told> {

  private static final String PRODUCTS = "/products";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> TYPES =
      Set.of(
          "subscriptions",
          "snapshot",
          "l2update",
          "ticker",
          "match",
          "last_match",
          "heartbeat",
          "error",
          "status");

  /** Between the last frame of a round and the first of the next. */
  private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(50);

  private final Rounds rounds = new Rounds(this);
  private final Map<String, Span> products = new LinkedHashMap<>();
  private final Map<String, String> listed = new HashMap<>();
  private boolean heartbeats;
  private @Nullable Instant firstReceived;
  private @Nullable Instant lastReceived;
  private @Nullable Instant firstTime;
  private @Nullable Instant lastTime;

  @Override
  public String venue() {
    return "coinbase";
  }

  @Override
  public boolean knows(Line line) {
    if (!line.isFrame()) {
      return line.isAnswer(PRODUCTS);
    }
    RecordedFrame frame = read(line);
    return TYPES.contains(frame.type()) && !frame.json().has("channel");
  }

  @Override
  public void add(Line line) {
    if (line.isFrame()) {
      add(read(line));
    } else if (line.isAnswer(PRODUCTS)) {
      addProducts(line.frame());
    }
  }

  @Override
  public boolean isPlayed(Line line) {
    return line.isFrame();
  }

  @Override
  public RecordedFrame read(Line line) {
    return RecordedFrame.of(line.time(), line.frame());
  }

  @Override
  public @Nullable RecordedFrame shifted(RecordedFrame frame, int round) {
    return rounds.shifted(frame, round);
  }

  @Override
  public @Nullable Instant received(RecordedFrame frame) {
    return frame.received();
  }

  @Override
  public @Nullable Instant time(RecordedFrame frame) {
    return frame.time();
  }

  @Override
  public Told nothing() {
    return new Told();
  }

  @Override
  public void learn(Told known, RecordedFrame frame, int round) {
    known.learn(frame);
  }

  /** Whether the recorded client had subscribed to them. */
  boolean hasHeartbeats() {
    return heartbeats;
  }

  /** Those that have frames, in the order of their first. */
  Set<String> products() {
    return Collections.unmodifiableSet(products.keySet());
  }

  /** The product as the recorded answer of {@code /products} has it, or made up from its frames. */
  String describe(String product) {
    String recorded = listed.get(product);
    if (recorded != null) {
      return recorded;
    }
    Span span = span(product);
    int dash = product.lastIndexOf('-');
    String base = dash < 0 ? product : product.substring(0, dash);
    return CoinbaseMessages.product(
        product,
        product,
        base,
        product.substring(dash + 1),
        increment(span.priceScale),
        increment(span.sizeScale));
  }

  /** The earliest time of all frames, or the epoch where none has one. */
  @Override
  public Instant begin() {
    if (firstTime == null || firstReceived == null) {
      return firstTime != null ? firstTime : firstReceived != null ? firstReceived : Instant.EPOCH;
    }
    return firstTime.isBefore(firstReceived) ? firstTime : firstReceived;
  }

  /** By how much a round of the recording lies after the one before. */
  Duration length() {
    Duration received = between(firstReceived, lastReceived);
    Duration told = between(firstTime, lastTime);
    return (received.compareTo(told) > 0 ? received : told).plus(BETWEEN_ROUNDS);
  }

  /** How far the product's trade ids go in a round. */
  long trades(String product) {
    Span span = span(product);
    return span.lastTrade - span.beforeFirstTrade;
  }

  /** How far the product's sequence numbers go in a round. */
  long sequences(String product) {
    Span span = span(product);
    return span.lastSequence == 0 ? 0 : span.lastSequence - span.firstSequence + 1;
  }

  /**
   * The id the product's trades go on from: that of the trade before the first of the recording.
   */
  long beforeFirstTrade(String product) {
    return span(product).beforeFirstTrade;
  }

  private Span span(String product) {
    return products.computeIfAbsent(product, id -> new Span());
  }

  private void add(RecordedFrame frame) {
    Instant received = frame.received();
    if (received != null) {
      firstReceived = firstReceived == null ? received : firstReceived;
      lastReceived = received;
    }
    String product = frame.product();
    if (product != null) {
      span(product).add(frame);
    }
    heartbeats |= frame.channel() == Channel.HEARTBEAT;
    Instant time = frame.time();
    if (time != null && frame.channel() != Channel.TICKER && !frame.isGreeting()) {
      firstTime = firstTime == null || time.isBefore(firstTime) ? time : firstTime;
      lastTime = lastTime == null || time.isAfter(lastTime) ? time : lastTime;
    }
  }

  private void addProducts(String answer) {
    JsonNode products;
    try {
      products = JSON.readTree(answer);
    } catch (JacksonException e) {
      return;
    }
    for (JsonNode product : products) {
      listed.put(product.path("id").asString(""), product.toString());
    }
  }

  private static Duration between(@Nullable Instant first, @Nullable Instant last) {
    return first == null || last == null ? Duration.ZERO : Duration.between(first, last);
  }

  /** {@code 0.01} for 2. */
  private static String increment(int scale) {
    return Decimal.of(1, scale).toString();
  }

  /** One product's part. */
  private static final class Span {

    private long beforeFirstTrade;
    private long lastTrade;
    private long firstSequence;
    private long lastSequence;
    private int priceScale;
    private int sizeScale;

    private void add(RecordedFrame frame) {
      if (frame.isTrade()) {
        long id = frame.tradeId();
        if (lastTrade == 0) {
          beforeFirstTrade = frame.isGreeting() ? id : id - 1;
        }
        lastTrade = Math.max(lastTrade, id);
        scales(frame.json().path("price").asString(""), frame.json().path("size").asString(""));
      }
      long sequence = frame.sequence();
      if (sequence > 0) {
        firstSequence = firstSequence == 0 ? sequence : firstSequence;
        lastSequence = Math.max(lastSequence, sequence);
      }
      for (JsonNode change : frame.json().path("changes")) {
        scales(change.path(1).asString(""), change.path(2).asString(""));
      }
      for (JsonNode bid : frame.json().path("bids")) {
        scales(bid.path(0).asString(""), bid.path(1).asString(""));
      }
    }

    private void scales(String price, String size) {
      priceScale = Math.max(priceScale, scale(price));
      sizeScale = Math.max(sizeScale, scale(size));
    }

    private static int scale(String number) {
      int point = number.indexOf('.');
      return point < 0 ? 0 : Math.min(18, number.length() - point - 1);
    }
  }
}
