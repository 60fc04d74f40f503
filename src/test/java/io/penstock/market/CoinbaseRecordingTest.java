package io.penstock.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.market.bars.BarFold;
import io.penstock.market.bars.ExpectedBars;
import io.penstock.market.book.OrderBook;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Heartbeat;
import io.penstock.market.feed.coinbase.CoinbaseMessages.L2Update;
import io.penstock.market.feed.coinbase.CoinbaseMessages.LastMatch;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Match;
import io.penstock.market.feed.coinbase.CoinbaseMessages.OfListing;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Snapshot;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Ticker;
import io.penstock.market.feed.coinbase.CoinbaseParser;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * Half a minute of ten products, read, encoded, decoded, booked and folded, is what separate code
 * found in it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CoinbaseRecordingTest {

  private final JsonNode expected = Recordings.expected("coinbase-exchange-20210417.json");
  private final Map<String, Integer> messages = new TreeMap<>();
  private final Map<String, Integer> zeros = new TreeMap<>();
  private final Map<Listing, Product> products = new TreeMap<>();
  private int crossed;
  private int quotes;
  private int quotesLikeBook;

  @BeforeAll
  void readRecording() {
    try (Stream<RecordedFrame> frames = Recordings.frames("coinbase/exchange-20210417.jsonl.gz")) {
      frames.filter(RecordedFrame::isIncoming).forEach(this::read);
    }
  }

  @Test
  void countsEveryMessage() {
    // What the client sent is not for a parser.
    messages.put("(sent) subscribe", 3);

    assertThat(messages).isEqualTo(counts(expected.path("message_counts")));
  }

  @Test
  void keepsEverySpellingOfZero() {
    assertThat(zeros).isEqualTo(counts(expected.path("zero_size_spellings")));
  }

  @Test
  void neverRemovesALevelThatIsNotThere() {
    assertThat(
            products.values().stream().mapToLong(product -> product.book.unknownRemovals()).sum())
        .isEqualTo(expected.path("removals_of_unknown_level").asInt())
        .isZero();
  }

  @Test
  void noBookIsEverCrossed() {
    assertThat(crossed)
        .isEqualTo(expected.path("l2updates_after_which_book_is_crossed").asInt())
        .isZero();
  }

  @Test
  void quotesAgreeWithBooksWhereTheyDidInTheRecording() {
    assertThat(quotes)
        .isEqualTo(expected.path("ticker_messages_with_book_present").asInt())
        .isEqualTo(107);
    assertThat(quotesLikeBook)
        .isEqualTo(expected.path("ticker_best_prices_equal_to_book_at_that_frame").asInt())
        .isEqualTo(100);
  }

  @Test
  void booksEndAsExpected() {
    for (Product product : products()) {
      JsonNode book = product.expected.path("book_top10");
      assertLevels(product.book.bids(10), book.path("bids"));
      assertLevels(product.book.asks(10), book.path("asks"));
      assertThat(product.book.bidLevels()).isEqualTo(book.path("bid_levels").asInt());
      assertThat(product.book.askLevels()).isEqualTo(book.path("ask_levels").asInt());
    }
  }

  @Test
  void tradesContinueTheLastMatchWithoutAGap() {
    for (Product product : products()) {
      JsonNode lastMatch = product.expected.path("last_match");
      LastMatch first = Objects.requireNonNull(product.lastMatch);
      assertThat(first.tradeId()).isEqualTo(lastMatch.path("trade_id").asLong());
      assertNumber(first.price(), lastMatch.path("price"));
      assertNumber(first.size(), lastMatch.path("size"));
      assertThat(first.time()).isEqualTo(Instant.parse(lastMatch.path("time").asString()));
      assertThat(first.makerSide().name())
          .isEqualTo(lastMatch.path("side").asString().toUpperCase(Locale.ROOT));

      assertThat(product.gaps)
          .isEqualTo(product.expected.path("trade_id_gaps_including_last_match").asInt())
          .isZero();
      assertThat(product.makerSides())
          .isEqualTo(counts(product.expected.path("maker_side_counts")));
      assertTrades(product.trades, product.expected.path("trades"));
    }
  }

  @Test
  void lastTickersAreAsExpected() {
    for (Product product : products()) {
      Ticker ticker = Objects.requireNonNull(product.lastTicker);
      JsonNode last = product.expected.path("last_ticker");
      assertNumber(ticker.price(), last.path("price"));
      assertNumber(ticker.bestBid(), last.path("best_bid"));
      assertNumber(ticker.bestAsk(), last.path("best_ask"));
      assertNumber(ticker.volume24h(), last.path("volume_24h"));
      assertNumber(ticker.lastSize(), last.path("last_size"));
      assertThat(ticker.tradeId()).isEqualTo(last.path("trade_id").asLong());
      assertThat(ticker.sequence()).isEqualTo(last.path("sequence").asLong());
    }
  }

  @Test
  void barsAreAsExpected() {
    for (Product product : products()) {
      ExpectedBars.assertBars(
          List.copyOf(BarFold.fold(BarInterval.ONE_SECOND, product.trades).values()),
          product.expected.path("bars_1s"));
      ExpectedBars.assertBars(
          List.copyOf(BarFold.fold(BarInterval.ONE_MINUTE, product.trades).values()),
          product.expected.path("bars_1m"));
    }
  }

  /** What is known of one product. */
  private static final class Product {
    final OrderBook book;
    final JsonNode expected;
    final List<Trade> trades = new ArrayList<>();
    @Nullable LastMatch lastMatch;
    @Nullable Ticker lastTicker;
    long lastTradeId;
    int gaps;

    Product(Listing listing, JsonNode expected) {
      this.book = new OrderBook(listing);
      this.expected = expected;
    }

    void saw(long tradeId) {
      if (lastTradeId != 0 && tradeId != lastTradeId + 1) {
        gaps++;
      }
      lastTradeId = tradeId;
    }

    Map<String, Integer> makerSides() {
      return trades.stream()
          .collect(
              Collectors.toMap(
                  trade -> trade.takerSide() == Side.BUY ? "sell" : "buy", _ -> 1, Integer::sum));
    }
  }

  private void read(RecordedFrame frame) {
    Instant received = Objects.requireNonNull(frame.received());
    var message = CoinbaseParser.parse(frame.frame().getBytes(StandardCharsets.UTF_8));
    messages.merge(typeOf(message), 1, Integer::sum);
    if (!(message instanceof OfListing ofListing)) {
      return;
    }
    Product product = products.computeIfAbsent(ofListing.listing(), this::product);
    switch (ofListing) {
      case LastMatch match -> {
        product.lastMatch = match;
        product.saw(match.tradeId());
      }
      case Match match -> {
        product.saw(match.tradeId());
        product.trades.add(sent(match.trade(received)));
      }
      case Ticker ticker -> {
        product.lastTicker = ticker;
        compare(sent(ticker.quote(received).orElseThrow()), product.book);
      }
      case Snapshot snapshot -> apply(snapshot.bookChange(received), product.book);
      case L2Update update -> {
        BookChange change = update.bookChange(product.book.sequence() + 1, received);
        Stream.concat(change.bids().stream(), change.asks().stream())
            .map(Level::quantity)
            .filter(Decimal::isZero)
            .forEach(zero -> zeros.merge(zero.toString(), 1, Integer::sum));
        apply(change, product.book);
        crossed += product.book.isCrossed() ? 1 : 0;
      }
      case Heartbeat heartbeat -> throw new AssertionError("not in this recording: " + heartbeat);
    }
  }

  private static void apply(BookChange change, OrderBook book) {
    assertThat(book.apply(sent(change))).isEqualTo(OrderBook.Outcome.APPLIED);
  }

  /** The event as it comes out of a topic, the same to the last letter. */
  @SuppressWarnings("unchecked")
  private static <E extends MarketEvent> E sent(E event) {
    MarketEvent arrived = TickCodec.decode(TickCodec.encode(event));
    assertThat(arrived.toString()).isEqualTo(event.toString());
    return (E) arrived;
  }

  private void compare(Quote quote, OrderBook book) {
    quotes++;
    boolean sameBid = quote.bid().equals(book.bestBid().orElseThrow().price());
    boolean sameAsk = quote.ask().equals(book.bestAsk().orElseThrow().price());
    quotesLikeBook += sameBid && sameAsk ? 1 : 0;
  }

  private Product product(Listing listing) {
    return new Product(listing, expected.path("products").path(listing.symbol().value()));
  }

  /** All ten, of which the answers know five. */
  private List<Product> products() {
    List<Product> known =
        products.values().stream().filter(product -> !product.expected.isMissingNode()).toList();
    assertThat(products).hasSize(10);
    assertThat(known).hasSize(5);
    return known;
  }

  private static void assertTrades(List<Trade> trades, JsonNode expected) {
    assertThat(trades).hasSize(expected.path("count").asInt());
    if (trades.isEmpty()) {
      return;
    }
    assertThat(trades.getFirst().tradeId()).isEqualTo(expected.path("first_id").asLong());
    assertThat(trades.getLast().tradeId()).isEqualTo(expected.path("last_id").asLong());
    assertNumber(trades.getFirst().price(), expected.path("first_price"));
    assertNumber(trades.getLast().price(), expected.path("last_price"));
    assertThat(
            trades.stream()
                .map(trade -> trade.quantity().toBigDecimal())
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualByComparingTo(expected.path("total_quantity").asString());
  }

  private static void assertLevels(List<Level> levels, JsonNode expected) {
    assertThat(levels).hasSize(expected.size());
    for (int i = 0; i < levels.size(); i++) {
      assertNumber(levels.get(i).price(), expected.get(i).get(0));
      assertNumber(levels.get(i).quantity(), expected.get(i).get(1));
    }
  }

  private static void assertNumber(@Nullable Decimal actual, JsonNode expected) {
    assertThat(actual).isEqualTo(Decimal.parse(expected.asString()));
  }

  private static Map<String, Integer> counts(JsonNode expected) {
    Map<String, Integer> counts = new TreeMap<>();
    expected.forEachEntry((name, count) -> counts.put(name, count.asInt()));
    return counts;
  }

  /** A message's name on the wire. */
  private static String typeOf(Object message) {
    return switch (message.getClass().getSimpleName()) {
      case "LastMatch" -> "last_match";
      case String name -> name.toLowerCase(Locale.ROOT);
    };
  }
}
