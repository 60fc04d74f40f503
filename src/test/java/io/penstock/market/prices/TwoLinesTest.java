package io.penstock.market.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.book.OrderBook;
import io.penstock.market.prices.PricesOccurrence.LineTookOver;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.FeedState.Status;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.values.Decimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes read the same venue; of each thing readers hear once. */
class TwoLinesTest {

  private static final Listing LISTING = Listing.of("BTC-USD", "coinbase");
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
  private static final Times TIMES = Times.of(NOW.minusMillis(30), NOW.minusMillis(10));
  private static final String A = "coinbase#a";
  private static final String B = "coinbase#b";

  private final List<PricesOccurrence> occurred = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final List<MarketEvent> published = new ArrayList<>();
  private final List<String> publishedFrom = new ArrayList<>();
  private ListingPrices prices = fresh();
  private Instant now = NOW;

  private ListingPrices fresh() {
    return new ListingPrices(LISTING, Duration.ofSeconds(10), new LinesHeard(), occurred::add);
  }

  private void bothLive() {
    for (String line : List.of(A, B)) {
      say(line, state(Status.LIVE));
      say(line, snapshot(0, "100"));
    }
    told.clear();
  }

  @Test
  void firstLineOwnsTheBookAndTheOtherChangesNothing() {
    say(A, state(Status.LIVE));
    say(A, snapshot(0, "100"));
    say(B, state(Status.LIVE));
    say(B, snapshot(0, "100"));
    say(A, update(1, "101"));
    say(B, update(1, "101"));
    say(B, update(2, "102"));
    say(A, update(2, "102"));

    assertThat(told).containsExactly("LIVE", "whole 1 [100]", "update 2 [101]", "update 3 [102]");
  }

  @Test
  void ofTradesTheFirstOfEachIsPublished() {
    bothLive();
    say(A, trade(1));
    say(B, trade(1));
    say(B, trade(2));
    say(A, trade(2));
    say(B, trade(3));

    assertThat(told).containsExactly("trade 1", "trade 2", "trade 3");
  }

  @Test
  void ofQuotesTheFirstOfEachNumberIsPublished() {
    bothLive();
    say(B, quote(7, "10"));
    say(A, quote(7, "10"));
    say(A, quote(8, "11"));
    say(B, quote(8, "11"));
    say(A, quote(6, "9"));

    assertThat(told).containsExactly("quote 7 10", "quote 8 11");
  }

  @Test
  void quotesWithoutNumbersAreTheOwnersAlone() {
    bothLive();
    say(A, quote(Quote.UNNUMBERED, "10"));
    say(B, quote(Quote.UNNUMBERED, "10"));
    say(A, quote(Quote.UNNUMBERED, "10"));
    say(A, quote(Quote.UNNUMBERED, "11"));
    say(B, quote(Quote.UNNUMBERED, "9"));

    assertThat(told).containsExactly("quote 0 10", "quote 0 11");
  }

  @Test
  void successorBeginsWithAWholeBookWhenTheOwnerEnds() {
    bothLive();
    say(B, update(1, "101"));
    say(B, update(2, "102"));
    say(A, update(1, "101"));
    say(A, state(Status.STALE));
    say(B, update(3, "103"));

    assertThat(told)
        .as("nobody hears that one of two lines went stale")
        .containsExactly("update 2 [101]", "whole 3 [100, 101, 102]", "update 4 [103]");
    assertThat(occurred).contains(new LineTookOver(LISTING, A, B));
    assertThat(publishedFrom.getLast()).isEqualTo(B);
  }

  @Test
  void successorTakesOverWhenTheOwnerIsSilentForTwoSeconds() {
    bothLive();
    say(B, update(1, "101"));
    now = NOW.plusSeconds(1);
    say(B, update(2, "102"));
    now = NOW.plusMillis(1_999);
    assertThat(told).isEmpty();
    now = NOW.plusMillis(2_000);
    say(B, update(3, "103"));

    assertThat(told).containsExactly("whole 2 [100, 101, 102, 103]");
  }

  @Test
  void silenceOfTheOwnerIsNoticedWithoutAnotherWord() {
    bothLive();
    now = NOW.plusSeconds(1);
    say(B, update(1, "101"));
    now = NOW.plusSeconds(2);
    prices.pulse(now, this::publish);

    assertThat(told).containsExactly("whole 2 [100, 101]");
  }

  @Test
  void quietMarketIsNoSilence() {
    bothLive();
    now = NOW.plusSeconds(20);
    say(B, update(1, "101"));
    now = now.plusMillis(5);
    say(A, update(1, "101"));
    now = now.plusSeconds(20);
    say(B, update(2, "102"));
    say(A, update(2, "102"));

    assertThat(occurred).isEmpty();
    assertThat(told)
        .containsExactly(
            "update 2 [101]", "whole 2 [100, 101]", "update 3 [102]", "whole 3 [100, 101, 102]");
  }

  @Test
  void ownerWhoseBookLostAChangeIsReplaced() {
    bothLive();
    say(B, update(1, "101"));
    say(A, update(2, "102"));
    say(B, update(2, "102"));

    assertThat(told).containsExactly("whole 2 [100, 101]", "update 3 [102]");
  }

  @Test
  void formerOwnerComesBackWithItsBook() {
    bothLive();
    say(A, update(1, "101"));
    say(B, update(1, "101"));
    now = NOW.plusSeconds(1);
    say(B, update(2, "102"));
    now = NOW.plusSeconds(3);
    say(B, update(3, "103"));
    told.clear();
    say(A, update(2, "102"));
    say(A, update(3, "103"));
    say(A, update(4, "104"));
    say(B, state(Status.STALE));

    assertThat(told).containsExactly("whole 4 [100, 101, 102, 103, 104]");
  }

  @Test
  void lineWithoutABookDoesNotTakeOverBeforeItHasOne() {
    say(A, state(Status.LIVE));
    say(A, snapshot(0, "100"));
    say(B, trade(1));
    say(B, update(17, "101"));
    told.clear();
    now = NOW.plusSeconds(5);
    say(B, update(18, "102"));
    now = NOW.plusSeconds(7);
    prices.pulse(now, this::publish);
    assertThat(told).isEmpty();
    say(B, snapshot(18, "55"));
    say(B, update(19, "56"));

    assertThat(told).containsExactly("whole 2 [55]", "update 3 [56]");
  }

  @Test
  void repeatedWholeBookOfAStandingLineIsNoNews() {
    bothLive();
    say(A, update(1, "101"));
    say(A, snapshot(1, "100"));
    say(A, update(2, "102"));

    assertThat(told).containsExactly("update 2 [101]", "update 3 [102]");
  }

  @Test
  void wholeBookHealsALineThatLostAChange() {
    say(A, state(Status.LIVE));
    say(A, snapshot(0, "100"));
    say(A, update(2, "102"));
    say(A, update(3, "103"));
    say(A, snapshot(3, "42"));
    say(A, update(4, "104"));

    assertThat(told)
        .containsExactly(
            "LIVE", "whole 1 [100]", "STALE", "LIVE", "whole 2 [42]", "update 3 [104]");
  }

  @Test
  void listingIsStaleWhenTheLastLineIs() {
    bothLive();
    say(A, state(Status.STALE));
    say(B, state(Status.STALE));

    assertThat(told).containsExactly("whole 2 [100]", "STALE");
    say(B, state(Status.LIVE));
    assertThat(told).endsWith("LIVE");
  }

  @Test
  void lineThatWasKilledDoesNotKeepAListingLive() {
    bothLive();
    now = NOW.plusSeconds(31);
    say(B, trade(1));
    say(B, state(Status.STALE));

    assertThat(told).endsWith("STALE");
  }

  @Test
  void afterARestartTheOwnerIsKnownAndTheOtherLineHarmless() {
    bothLive();
    say(A, update(1, "101"));
    List<MarketEvent> read = List.copyOf(published);
    List<String> from = List.copyOf(publishedFrom);
    prices = fresh();
    for (int i = 0; i < read.size(); i++) {
      prices.restore(read.get(i), from.get(i));
    }
    told.clear();
    say(B, update(1, "666"));
    say(B, update(2, "666"));
    say(A, update(2, "102"));
    say(A, state(Status.STALE));
    assertThat(told).containsExactly("update 3 [102]", "STALE");
    say(B, snapshot(2, "100"));
    assertThat(told).endsWith("LIVE", "whole 4 [100]");
  }

  @Test
  void bookOfTheOwnerBeforeTheLastIsNotTrustedAfterARestart() {
    bothLive();
    say(A, state(Status.STALE));
    say(A, state(Status.LIVE));
    List<MarketEvent> read = List.copyOf(published);
    List<String> from = List.copyOf(publishedFrom);
    prices = fresh();
    for (int i = 0; i < read.size(); i++) {
      prices.restore(read.get(i), from.get(i));
    }
    told.clear();
    say(B, state(Status.STALE));

    assertThat(told).as("nothing of the first line is believed").containsExactly("STALE");
  }

  @Test
  void tradesOfThePastAreToldAsSuch() {
    bothLive();
    say(A, trade(5));
    say(A, trade(6));
    say(A, trade(3));
    say(A, trade(7));

    assertThat(published)
        .filteredOn(Trade.class::isInstance)
        .extracting(event -> ((Trade) event).isLate())
        .containsExactly(false, false, true, false);
  }

  @Test
  void venueThatCountsAnewHasNoPast() {
    say(A, state(Status.LIVE));
    say(A, trade(500));
    say(A, state(Status.STALE));
    say(A, state(Status.LIVE));
    say(A, trade(7));

    assertThat(((Trade) published.getLast()).isLate()).isFalse();
  }

  @Test
  void manyLinesAreNotKept() {
    for (int i = 0; i < 100; i++) {
      say("coinbase#" + i, trade(i));
    }
    assertThat(told).hasSize(100);
  }

  /** A line as it really is: late by its own lag, and dead now and then, with or without a word. */
  private final class Reader {

    private final String name;
    private final Random random;
    private final ArrayDeque<MarketEvent> onTheWay = new ArrayDeque<>();
    private final ArrayDeque<Instant> due = new ArrayDeque<>();
    private long sequence;
    private int downFor = 1;

    Reader(String name, long seed) {
      this.name = name;
      this.random = new Random(seed);
    }

    boolean isUp() {
      return downFor == 0;
    }

    void hear(MarketEvent event) {
      if (isUp()) {
        onTheWay.add(event instanceof BookChange change ? change.numbered(++sequence) : event);
        due.add(now.plusMillis(random.nextInt(150)));
      }
    }

    void tick(boolean otherIsUp, OrderBook truth) {
      if (downFor > 0 && --downFor == 0) {
        say(name, state(Status.LIVE));
        sequence = 0;
        say(name, truth.snapshot(TIMES).numbered(0));
      }
      // In order, so one that is late holds up those behind it.
      while (!due.isEmpty() && !due.getFirst().isAfter(now)) {
        due.removeFirst();
        say(name, onTheWay.removeFirst());
      }
      if (isUp() && otherIsUp && random.nextInt(100) == 0) {
        onTheWay.clear();
        due.clear();
        downFor = 1 + random.nextInt(300);
        if (random.nextBoolean()) {
          say(name, state(Status.STALE));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingIsLostOrDoubledWhileLinesComeAndGo(long seed) {
    Random random = new Random(seed);
    Reader a = new Reader(A, seed * 31);
    Reader b = new Reader(B, seed * 37);
    OrderBook truth = new OrderBook(LISTING);
    truth.apply(snapshot(0, "100"));
    List<MarketEvent> trades = new ArrayList<>();
    long id = 0;
    for (int step = 0; step < 20_000; step++) {
      now = now.plusMillis(50);
      a.tick(b.isUp(), truth);
      b.tick(a.isUp(), truth);
      if (step % 3 == 0) {
        BookChange change =
            new BookChange(
                LISTING,
                BookChange.Kind.UPDATE,
                truth.sequence() + 1,
                List.of(),
                List.of(Level.of(String.valueOf(100 + random.nextInt(20)), "" + random.nextInt(3))),
                TIMES);
        truth.apply(change);
        a.hear(change);
        b.hear(change);
      } else {
        Trade trade = trade(++id);
        trades.add(trade);
        a.hear(trade);
        b.hear(trade);
      }
    }
    for (int step = 0; step < 400; step++) {
      now = now.plusMillis(50);
      a.tick(false, truth);
      b.tick(false, truth);
      prices.pulse(now, this::publish);
    }

    OrderBook read = new OrderBook(LISTING);
    published.stream()
        .filter(BookChange.class::isInstance)
        .map(BookChange.class::cast)
        .forEach(change -> assertThat(read.apply(change)).isNotEqualTo(OrderBook.Outcome.GAP));
    assertThat(read.asks(1_000)).isEqualTo(truth.asks(1_000));
    assertThat(occurred).filteredOn(LineTookOver.class::isInstance).hasSizeGreaterThan(20);
    assertThat(published)
        .filteredOn(Trade.class::isInstance)
        .extracting(event -> ((Trade) event).tradeId())
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(trades.size() * 95 / 100);
  }

  private void say(String line, MarketEvent event) {
    prices.accept(event, line, now, this::publish);
  }

  private void publish(MarketEvent event, String line) {
    published.add(event);
    publishedFrom.add(line);
    told.add(
        switch (event) {
          case Trade trade -> "trade " + trade.tradeId();
          case Quote quote -> "quote " + quote.sequence() + " " + quote.bid();
          case FeedState state -> state.status().name();
          case BookChange change ->
              (change.isSnapshot() ? "whole " : "update ")
                  + change.sequence()
                  + " "
                  + change.asks().stream().map(level -> level.price().toString()).toList();
        });
  }

  private static Trade trade(long id) {
    return new Trade(LISTING, id, Decimal.parse("100"), Decimal.parse("1"), Side.BUY, TIMES);
  }

  private static Quote quote(long sequence, String bid) {
    return new Quote(
        LISTING,
        sequence,
        Decimal.parse(bid),
        null,
        Decimal.parse("101"),
        null,
        null,
        null,
        null,
        TIMES);
  }

  private static FeedState state(Status status) {
    return new FeedState(LISTING, status, "", TIMES);
  }

  private static BookChange snapshot(long sequence, String ask) {
    return book(BookChange.Kind.SNAPSHOT, sequence, ask);
  }

  private static BookChange update(long sequence, String ask) {
    return book(BookChange.Kind.UPDATE, sequence, ask);
  }

  private static BookChange book(BookChange.Kind kind, long sequence, String ask) {
    return new BookChange(LISTING, kind, sequence, List.of(), List.of(Level.of(ask, "1")), TIMES);
  }
}
