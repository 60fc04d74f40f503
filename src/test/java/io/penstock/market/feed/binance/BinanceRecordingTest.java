package io.penstock.market.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.bars.BarFold;
import io.penstock.market.bars.ExpectedBars;
import io.penstock.market.book.OrderBook;
import io.penstock.market.feed.binance.BinanceMessages.BookTicker;
import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.feed.binance.BinanceMessages.DepthUpdate;
import io.penstock.market.feed.binance.BinanceMessages.Message;
import io.penstock.market.feed.binance.BinanceMessages.Other;
import io.penstock.market.feed.binance.BinanceMessages.TradeEvent;
import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Recordings of the real exchange, read, fitted together, encoded, decoded and booked, are what
 * separate code found in them.
 */
class BinanceRecordingTest {

  private static final String RECORDED_2021 = "binance/spot-20211012.jsonl.gz";
  private static final String BTC_2024 = "binance/spot-btcusdt-20240808.jsonl.gz";
  private static final String ETH_2024 = "binance/spot-ethusdt-20240808.jsonl.gz";

  private final BinanceParser parser = new BinanceParser(new BinanceSymbols());
  private final Map<Listing, Pair> pairs = new TreeMap<>();
  private final Map<String, Integer> others = new TreeMap<>();

  /** What is known of one pair; its book was asked for before the first frame. */
  private static final class Pair {
    final BinanceBook state = new BinanceBook(1_000);
    final OrderBook book;
    final TreeMap<Long, Quote> quotes = new TreeMap<>();
    final List<Trade> trades = new ArrayList<>();
    final List<BookChange> checkpoints = new ArrayList<>();
    final List<Long> checkpointIds = new ArrayList<>();
    int quotesRead;
    int updates;
    int applied;
    int waitedFor;
    int compared;
    int equal;
    int lost;
    int bridged;
    int crossed;
    long firstUpdate;
    long snapshotId;
    long lastUpdateId;
    Duration leastAge = Duration.ofDays(1);

    Pair(Listing listing) {
      book = new OrderBook(listing);
      state.want();
      state.asked();
    }

    void update(DepthUpdate update, Instant received) {
      updates++;
      switch (state.update(update, received)) {
        case APPLY -> apply(update, received);
        case LEAVE -> {}
        case GAP, OVERFLOW -> lost++;
      }
    }

    void snapshot(DepthSnapshot snapshot, Instant received) {
      assertThat(state.snapshot(snapshot)).isEqualTo(BinanceBook.Fit.BRIDGED);
      bridged++;
      snapshotId = snapshot.lastUpdateId();
      book.apply(sent(snapshot.bookChange(book.listing(), received)));
      for (BinanceBook.Waiting waiting : state.takeWaiting()) {
        waitedFor++;
        apply(waiting.update(), waiting.received());
      }
    }

    private void apply(DepthUpdate update, Instant received) {
      BookChange change = sent(update.bookChange(received));
      if (applied == 0) {
        firstUpdate = update.first();
      }
      applied++;
      lastUpdateId = update.last();
      assertThat(
              book.apply(
                  new BookChange(
                      change.listing(),
                      change.kind(),
                      applied,
                      change.bids(),
                      change.asks(),
                      change.times())))
          .isEqualTo(OrderBook.Outcome.APPLIED);
      crossed += book.isCrossed() ? 1 : 0;
      Map.Entry<Long, Quote> latest = quotes.floorEntry(update.last());
      if (latest != null) {
        compared++;
        equal += isBest(latest.getValue()) ? 1 : 0;
      }
      if (applied % 250 == 0) {
        checkpointIds.add(lastUpdateId);
        checkpoints.add(
            new BookChange(
                book.listing(),
                BookChange.Kind.SNAPSHOT,
                applied,
                book.bids(5),
                book.asks(5),
                change.times()));
      }
    }

    private boolean isBest(Quote quote) {
      return new Level(quote.bid(), Objects.requireNonNull(quote.bidQuantity()))
              .equals(book.bestBid().orElseThrow())
          && new Level(quote.ask(), Objects.requireNonNull(quote.askQuantity()))
              .equals(book.bestAsk().orElseThrow());
    }
  }

  @Test
  void fourPairsOf2021AreAsExpected() {
    read(RECORDED_2021);
    JsonNode expected = Recordings.expected("binance-spot-20211012.json");

    assertThat(others).isEqualTo(Map.of("aggTrade", 2, "kline", 2));
    assertThat(pairs).hasSize(4);
    pairs.forEach((listing, pair) ->
        assertBook(pair, expected.path("symbols").path(BinanceSymbols.name(listing.symbol()))));
    assertThat(pairs.values().stream().mapToInt(pair -> pair.updates).sum()).isEqualTo(177);
    assertThat(pairs.values().stream().mapToInt(pair -> pair.updates - pair.applied).sum())
        .isEqualTo(5);
    assertThat(pairs.values().stream().mapToInt(pair -> pair.compared).sum()).isEqualTo(159);
    assertThat(pairs.values().stream().mapToInt(pair -> pair.quotesRead).sum()).isEqualTo(84);
  }

  @Test
  void bitcoinOf2024IsAsExpected() {
    read(BTC_2024);
    JsonNode expected =
        Recordings.expected("binance-spot-btcusdt-20240808.json").path("symbols").path("BTCUSDT");
    Pair pair = only("BTC-USDT");

    assertThat(others).isEmpty();
    assertBook(pair, expected);
    assertThat(pair.quotesRead).isEqualTo(28_040);
    assertThat(pair.updates - pair.applied).isEqualTo(2);
    assertThat(pair.compared).isEqualTo(3_449);
    assertThat(pair.book.unknownRemovals())
        .isEqualTo(expected.path("depth").path("removals_of_unknown_level").asLong())
        .isEqualTo(11_239);
    assertCheckpoints(pair, expected.path("checkpoints"));
    assertTrades(pair.trades, expected.path("trades"));
    ExpectedBars.assertBars(
        List.copyOf(BarFold.fold(BarInterval.ONE_SECOND, pair.trades).values()),
        expected.path("bars_1s"));
    ExpectedBars.assertBars(
        List.copyOf(BarFold.fold(BarInterval.ONE_MINUTE, pair.trades).values()),
        expected.path("bars_1m"));
  }

  /** Whoever drops it has a book that crosses, and no number that tells. */
  @Test
  void firstUpdateOfBitcoinCameBeforeItsSnapshot() {
    read(BTC_2024);
    Pair pair = only("BTC-USDT");

    assertThat(pair.waitedFor).isEqualTo(1);
    assertThat(pair.firstUpdate).isEqualTo(50_093_239_208L);
    assertThat(pair.snapshotId).isEqualTo(50_093_239_218L);
  }

  @Test
  void recorderWhoseClockIsBehindTheVenuesIsReadAllTheSame() {
    read(BTC_2024);

    assertThat(only("BTC-USDT").leastAge)
        .isBetween(Duration.ofMillis(-1_300), Duration.ofMillis(-1_200));
  }

  @Test
  void etherOf2024HasNoGap() {
    read(ETH_2024);
    Pair pair = only("ETH-USDT");

    assertThat(pair.updates).isEqualTo(3_434);
    assertThat(pair.lost).isZero();
    assertThat(pair.bridged).isEqualTo(1);
    assertThat(pair.crossed).isZero();
    assertThat(pair.equal).isEqualTo(pair.compared).isEqualTo(pair.applied).isGreaterThan(3_400);
    assertThat(pair.trades).hasSize(6_106);
    assertContiguous(pair.trades);
  }

  private Pair only(String symbol) {
    assertThat(pairs.keySet()).containsExactly(Listing.of(symbol, "binance"));
    return pairs.values().iterator().next();
  }

  private void read(String recording) {
    try (Stream<RecordedFrame> frames = Recordings.frames(recording)) {
      frames.forEach(frame -> read(frame, recording));
    }
  }

  private void read(RecordedFrame frame, String recording) {
    Instant received = Objects.requireNonNull(frame.received());
    byte[] text = frame.frame().getBytes(StandardCharsets.UTF_8);
    if (frame.channel().startsWith("http:")) {
      pair(symbolOf(frame.channel(), recording)).snapshot(parser.parseSnapshot(text), received);
      return;
    }
    Message message = parser.parse(text);
    switch (message) {
      case DepthUpdate update -> pair(update.listing()).update(update, received);
      case BookTicker ticker -> {
        Quote quote = sent(ticker.quote(received).orElseThrow());
        Pair pair = pair(ticker.listing());
        pair.quotesRead++;
        pair.quotes.put(quote.sequence(), quote);
      }
      case TradeEvent event -> {
        Trade trade = sent(event.trade(received));
        Pair pair = pair(event.listing());
        pair.trades.add(trade);
        Duration age = Duration.between(trade.times().time(), received);
        pair.leastAge = age.compareTo(pair.leastAge) < 0 ? age : pair.leastAge;
      }
      case Other other -> others.merge(other.type(), 1, Integer::sum);
      default -> throw new AssertionError("not in this recording: " + message);
    }
  }

  /** The newer recordings do not say in the answer's path whose it is: each is of one pair. */
  static Listing symbolOf(String channel, String recording) {
    int at = channel.indexOf("symbol=");
    String name =
        at < 0
            ? recording.contains("btcusdt") ? "BTCUSDT" : "ETHUSDT"
            : channel.substring(at + 7, channel.indexOf('&', at));
    return new BinanceSymbols().listing(name);
  }

  private Pair pair(Listing listing) {
    return pairs.computeIfAbsent(listing, Pair::new);
  }

  /** The event as it comes out of a topic, the same to the last letter. */
  @SuppressWarnings("unchecked")
  private static <E extends MarketEvent> E sent(E event) {
    MarketEvent arrived = TickCodec.decode(TickCodec.encode(event));
    assertThat(arrived).isEqualTo(event);
    return (E) arrived;
  }

  private static void assertBook(Pair pair, JsonNode expected) {
    assertThat(pair.lost).isZero();
    assertThat(pair.bridged).isEqualTo(1);
    assertThat(pair.crossed).isZero();
    JsonNode depth = expected.path("depth");
    assertThat(pair.updates).isEqualTo(depth.path("depth_events").asInt());
    assertThat(pair.applied).isEqualTo(depth.path("depth_applied").asInt());
    assertThat(pair.updates - pair.applied)
        .isEqualTo(depth.path("depth_dropped_before_snapshot").asInt());
    assertThat(pair.snapshotId).isEqualTo(expected.path("snapshot").path("lastUpdateId").asLong());
    assertThat(pair.firstUpdate)
        .isEqualTo(expected.path("snapshot").path("first_applied").path("U").asLong());
    assertThat(pair.lastUpdateId).isEqualTo(expected.path("last_update_id").asLong());
    assertThat(pair.equal)
        .isEqualTo(pair.compared)
        .isEqualTo(
            expected.path("bbo_check").path("depth_events_with_an_earlier_bookTicker").asInt());
    JsonNode book = expected.path("book_top10");
    assertLevels(pair.book.bids(10), book.path("bids"));
    assertLevels(pair.book.asks(10), book.path("asks"));
    assertThat(pair.book.bidLevels()).isEqualTo(book.path("bid_levels").asInt());
    assertThat(pair.book.askLevels()).isEqualTo(book.path("ask_levels").asInt());
  }

  private static void assertCheckpoints(Pair pair, JsonNode expected) {
    assertThat(pair.checkpoints).hasSize(expected.size()).hasSize(13);
    for (int i = 0; i < expected.size(); i++) {
      JsonNode checkpoint = expected.get(i);
      assertThat(pair.checkpoints.get(i).sequence())
          .isEqualTo(checkpoint.path("applied_events").asLong());
      assertThat(pair.checkpointIds.get(i)).isEqualTo(checkpoint.path("u").asLong());
      assertLevels(pair.checkpoints.get(i).bids(), checkpoint.path("top5").path("bids"));
      assertLevels(pair.checkpoints.get(i).asks(), checkpoint.path("top5").path("asks"));
    }
  }

  private static void assertTrades(List<Trade> trades, JsonNode expected) {
    assertThat(trades).hasSize(expected.path("count").asInt()).hasSize(9_757);
    assertContiguous(trades);
    assertThat(trades.getFirst().tradeId()).isEqualTo(expected.path("first_id").asLong());
    assertThat(trades.getLast().tradeId()).isEqualTo(expected.path("last_id").asLong());
    assertNumber(trades.getFirst().price(), expected.path("first_price"));
    assertNumber(trades.getLast().price(), expected.path("last_price"));
    assertThat(
            trades.stream()
                .map(trade -> trade.quantity().toBigDecimal())
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(expected.path("total_quantity").asString());
    assertThat(trades.stream().filter(trade -> trade.takerSide() == Side.SELL).count())
        .isEqualTo(expected.path("buyer_is_maker_count").asLong());
  }

  private static void assertContiguous(List<Trade> trades) {
    for (int i = 1; i < trades.size(); i++) {
      assertThat(trades.get(i).tradeId()).isEqualTo(trades.get(i - 1).tradeId() + 1);
    }
  }

  private static void assertLevels(List<Level> levels, JsonNode expected) {
    assertThat(levels).hasSize(expected.size());
    for (int i = 0; i < levels.size(); i++) {
      assertNumber(levels.get(i).price(), expected.get(i).get(0));
      assertNumber(levels.get(i).quantity(), expected.get(i).get(1));
    }
  }

  private static void assertNumber(Decimal actual, JsonNode expected) {
    assertThat(actual).isEqualTo(Decimal.parse(expected.asString()));
  }
}
