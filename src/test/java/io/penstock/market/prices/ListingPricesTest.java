package io.penstock.market.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.prices.PricesOccurrence.BookLostItsPlace;
import io.penstock.market.prices.PricesOccurrence.Dropped;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.BookChange.Kind;
import io.penstock.market.tick.FeedState;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingPricesTest {

  private static final Listing LISTING = Listing.of("BTC-USD", "coinbase");
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
  private static final Times TIMES = Times.of(NOW.minusMillis(30), NOW.minusMillis(10));

  private static final String LINE = "coinbase#one";

  private final List<PricesOccurrence> occurred = new ArrayList<>();
  private ListingPrices prices = fresh();

  @Test
  void publishesATradeOnceAndStampsIt() {
    assertThat(accepted(trade(5), NOW)).containsExactly(trade(5).publishedAt(NOW));
    assertThat(accepted(trade(5), NOW)).isEmpty();
    assertThat(occurred).containsExactly(Dropped.TRADE_SEEN_BEFORE);
  }

  @Test
  void publishesATradeThatComesLate() {
    accepted(trade(6), NOW);
    assertThat(accepted(trade(5), NOW)).hasSize(1);
  }

  @Test
  void neverStepsBackToAnOlderQuote() {
    accepted(quote(10), NOW);
    assertThat(accepted(quote(10), NOW)).isEmpty();
    assertThat(accepted(quote(9), NOW)).isEmpty();
    assertThat(accepted(quote(11), NOW)).hasSize(1);
    assertThat(occurred).containsExactly(Dropped.QUOTE_NOT_NEWER, Dropped.QUOTE_NOT_NEWER);
  }

  @Test
  void followsAVenueThatNumbersAnewAfterAReconnect() {
    accepted(quote(10), NOW);
    accepted(state(FeedState.Status.LIVE), NOW);
    assertThat(accepted(quote(10), NOW)).as("the same quote again").isEmpty();
    assertThat(accepted(quote(3), NOW)).hasSize(1);
    assertThat(accepted(quote(2), NOW)).as("only the first one is let back").isEmpty();
  }

  @Test
  void numbersTheChangesOfABookThroughItsSnapshots() {
    assertThat(sequences(accepted(snapshot(0), NOW))).containsExactly(1L);
    assertThat(sequences(accepted(update(1, "100", "2"), NOW))).containsExactly(2L);
    assertThat(sequences(accepted(snapshot(0), NOW))).containsExactly(3L);
    assertThat(sequences(accepted(update(1, "100", "0"), NOW))).containsExactly(4L);
    assertThat(occurred).isEmpty();
  }

  @Test
  void dropsChangesBeforeTheFirstWholeBook() {
    assertThat(accepted(update(1, "100", "2"), NOW)).isEmpty();
    assertThat(occurred).containsExactly(Dropped.BOOK_CHANGE_WITHOUT_BOOK);
  }

  @Test
  void marksABookStaleWhenAChangeIsMissingAndWaitsForAWholeOne() {
    accepted(snapshot(0), NOW);
    accepted(update(1, "100", "2"), NOW);
    assertThat(accepted(update(3, "100", "3"), NOW))
        .singleElement()
        .isInstanceOfSatisfying(
            FeedState.class, state -> assertThat(state.status()).isEqualTo(FeedState.Status.STALE));
    assertThat(accepted(update(4, "100", "4"), NOW)).isEmpty();
    assertThat(accepted(snapshot(0), NOW)).as("live again, and the book").hasSize(2);
    assertThat(accepted(update(1, "100", "5"), NOW)).hasSize(1);
    assertThat(occurred)
        .containsExactly(new BookLostItsPlace(LISTING, 2, 3), Dropped.BOOK_CHANGE_WITHOUT_BOOK);
  }

  @Test
  void dropsAChangeThatCameBefore() {
    accepted(snapshot(0), NOW);
    accepted(update(1, "100", "2"), NOW);
    assertThat(accepted(update(1, "100", "2"), NOW)).isEmpty();
    assertThat(occurred).containsExactly(Dropped.BOOK_CHANGE_SEEN_BEFORE);
  }

  @Test
  void publishesTheBookWholeAgainAfterTheInterval() {
    accepted(snapshot(0), NOW);
    assertThat(accepted(update(1, "100", "2"), NOW.plusMillis(9_999))).hasSize(1);
    List<MarketEvent> due = accepted(update(2, "101", "3"), NOW.plusSeconds(10));
    assertThat(due).hasSize(2);
    BookChange whole = (BookChange) due.get(1);
    assertThat(whole.isSnapshot()).isTrue();
    assertThat(whole.sequence()).as("what stands after change 3").isEqualTo(3);
    assertThat(whole.bids())
        .containsExactly(Level.of("101", "3"), Level.of("100", "2"), Level.of("99", "1"));
  }

  @Test
  void publishesAQuietBookWholeWhenItIsDue() {
    accepted(snapshot(0), NOW);
    assertThat(pulsed(NOW.plusMillis(9_999))).isEmpty();
    assertThat(pulsed(NOW.plusSeconds(10))).hasSize(1);
    assertThat(pulsed(NOW.plusSeconds(11))).isEmpty();
  }

  @Test
  void publishesNoBookThatIsNotKnownToBeRight() {
    accepted(snapshot(0), NOW);
    accepted(state(FeedState.Status.STALE), NOW);
    assertThat(pulsed(NOW.plusSeconds(60))).isEmpty();
    assertThat(accepted(update(1, "100", "2"), NOW)).isEmpty();
  }

  @Test
  void goesOnAfterARestartWhereItStood() {
    List<MarketEvent> published = new ArrayList<>();
    published.addAll(accepted(trade(5), NOW));
    published.addAll(accepted(quote(10), NOW));
    published.addAll(accepted(snapshot(0), NOW));
    published.addAll(accepted(update(1, "100", "2"), NOW));

    prices = fresh();
    published.forEach(event -> prices.restore(event, LINE));

    assertThat(accepted(trade(5), NOW)).isEmpty();
    assertThat(accepted(quote(10), NOW)).isEmpty();
    assertThat(sequences(accepted(update(2, "100", "7"), NOW))).containsExactly(3L);
    BookChange whole = (BookChange) pulsed(NOW.plusSeconds(10)).getFirst();
    assertThat(whole.bids()).containsExactly(Level.of("100", "7"), Level.of("99", "1"));
  }

  @Test
  void doesNotTrustABookWhoseBeginningWasNotReadBack() {
    List<MarketEvent> published = new ArrayList<>(accepted(snapshot(0), NOW));
    published.addAll(accepted(update(1, "100", "2"), NOW));

    prices = fresh();
    prices.restore(published.get(1), LINE);

    assertThat(accepted(update(2, "100", "7"), NOW)).isEmpty();
    assertThat(sequences(accepted(snapshot(0), NOW))).containsExactly(3L);
  }

  private ListingPrices fresh() {
    return new ListingPrices(LISTING, Duration.ofSeconds(10), new LinesHeard(), occurred::add);
  }

  private List<MarketEvent> accepted(MarketEvent event, Instant now) {
    List<MarketEvent> out = new ArrayList<>();
    prices.accept(event, LINE, now, (one, line) -> out.add(one));
    return out;
  }

  private List<MarketEvent> pulsed(Instant now) {
    List<MarketEvent> out = new ArrayList<>();
    prices.pulse(now, (one, line) -> out.add(one));
    return out;
  }

  private static List<Long> sequences(List<MarketEvent> events) {
    return events.stream().map(event -> ((BookChange) event).sequence()).toList();
  }

  private static Trade trade(long id) {
    return new Trade(LISTING, id, Decimal.parse("100.5"), Decimal.parse("0.25"), Side.BUY, TIMES);
  }

  private static Quote quote(long sequence) {
    return new Quote(
        LISTING,
        sequence,
        Decimal.parse("100"),
        null,
        Decimal.parse("101"),
        null,
        null,
        null,
        null,
        TIMES);
  }

  private static FeedState state(FeedState.Status status) {
    return new FeedState(LISTING, status, "", TIMES);
  }

  private static BookChange snapshot(long sequence) {
    return new BookChange(
        LISTING,
        Kind.SNAPSHOT,
        sequence,
        List.of(Level.of("99", "1")),
        List.of(Level.of("102", "1")),
        TIMES);
  }

  private static BookChange update(long sequence, String bid, String quantity) {
    return new BookChange(
        LISTING, Kind.UPDATE, sequence, List.of(Level.of(bid, quantity)), List.of(), TIMES);
  }
}
