package io.penstock.market.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.market.book.OrderBook.Outcome;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Times;
import io.penstock.platform.values.Decimal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderBookTest {

  private static final Listing BTC = Listing.of("BTC-USD", "coinbase");
  private static final Times TIMES = Times.of(Instant.EPOCH, Instant.EPOCH);

  private final OrderBook book = new OrderBook(BTC);

  @Test
  void isEmptyAndTakesNoUpdateBeforeASnapshot() {
    assertThat(book.isKnown()).isFalse();
    assertThat(book.apply(update(0, List.of(Level.of("1", "1")), List.of())))
        .isEqualTo(Outcome.GAP);
    assertThat(book.bestBid()).isEmpty();
    assertThat(book.bidLevels()).isZero();
    assertThat(book.isCrossed()).isFalse();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(book::sequence);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> book.snapshot(TIMES));
  }

  @Test
  void snapshotReplacesEverything() {
    book.apply(snapshot(0, List.of(Level.of("9", "1")), List.of(Level.of("11", "1"))));
    book.apply(update(1, List.of(Level.of("8", "0")), List.of()));

    book.apply(
        snapshot(
            40, List.of(Level.of("99", "1"), Level.of("98", "2")), List.of(Level.of("101", "3"))));

    assertThat(book.bids(10)).containsExactly(Level.of("99", "1"), Level.of("98", "2"));
    assertThat(book.asks(10)).containsExactly(Level.of("101", "3"));
    assertThat(book.sequence()).isEqualTo(40);
    assertThat(book.unknownRemovals()).isZero();
  }

  @Test
  void updatesSetAndRemoveLevelsByPriceHoweverItIsSpelt() {
    book.apply(
        snapshot(
            0,
            List.of(Level.of("10.00", "1"), Level.of("9.99", "2")),
            List.of(Level.of("10.02", "3"))));

    book.apply(
        update(
            1,
            List.of(Level.of("10.0", "0.000"), Level.of("9.98", "5")),
            List.of(Level.of("10.01", "7"))));

    assertThat(book.bids(10)).containsExactly(Level.of("9.99", "2"), Level.of("9.98", "5"));
    assertThat(book.asks(10)).containsExactly(Level.of("10.01", "7"), Level.of("10.02", "3"));
    assertThat(book.bestBid()).contains(Level.of("9.99", "2"));
    assertThat(book.bestAsk()).contains(Level.of("10.01", "7"));
    assertThat(book.asks(1)).containsExactly(Level.of("10.01", "7"));
    assertThat(book.asks(0)).isEmpty();
  }

  @Test
  void aLevelSetTwiceInAnUpdateHasTheLastQuantityAndSpelling() {
    book.apply(snapshot(0, List.of(Level.of("10.00", "1")), List.of()));

    book.apply(update(1, List.of(Level.of("10.00", "0"), Level.of("10.0", "4.50")), List.of()));

    assertThat(book.bids(10).toString()).isEqualTo("[Level[price=10.0, quantity=4.50]]");
  }

  @Test
  void updatesApplyInSequenceOnly() {
    book.apply(snapshot(5, List.of(Level.of("10", "1")), List.of()));

    assertThat(book.apply(update(6, List.of(Level.of("10", "2")), List.of())))
        .isEqualTo(Outcome.APPLIED);
    assertThat(book.apply(update(6, List.of(Level.of("10", "3")), List.of())))
        .isEqualTo(Outcome.KNOWN);
    assertThat(book.apply(update(5, List.of(Level.of("10", "4")), List.of())))
        .isEqualTo(Outcome.KNOWN);
    assertThat(book.apply(update(8, List.of(Level.of("10", "5")), List.of())))
        .isEqualTo(Outcome.GAP);

    assertThat(book.bids(10)).containsExactly(Level.of("10", "2"));
    assertThat(book.sequence()).isEqualTo(6);
    assertThat(book.apply(update(7, List.of(Level.of("10", "6")), List.of())))
        .isEqualTo(Outcome.APPLIED);
  }

  @Test
  void removalsOfUnknownLevelsAreCounted() {
    book.apply(snapshot(0, List.of(Level.of("10", "1")), List.of()));

    assertThat(book.apply(update(1, List.of(Level.of("9", "0")), List.of(Level.of("11", "0")))))
        .isEqualTo(Outcome.APPLIED);

    assertThat(book.unknownRemovals()).isEqualTo(2);
    assertThat(book.bidLevels()).isEqualTo(1);
  }

  @Test
  void isCrossedWhenTheBestBidReachesTheBestAsk() {
    book.apply(snapshot(0, List.of(Level.of("10.00", "1")), List.of(Level.of("10.01", "1"))));
    assertThat(book.isCrossed()).isFalse();

    book.apply(update(1, List.of(Level.of("10.01", "1")), List.of()));
    assertThat(book.isCrossed()).isTrue();

    book.apply(update(2, List.of(), List.of(Level.of("10.01", "0"))));
    assertThat(book.isCrossed()).isFalse();
  }

  @Test
  void changesOfAnotherListingAreRefused() {
    OrderBook other = new OrderBook(Listing.of("BTC-USD", "kraken"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> other.apply(snapshot(0, List.of(), List.of())))
        .withMessage("book of BTC-USD@kraken was given a change of BTC-USD@coinbase");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void holdsWhatAPlainMapHoldsAndASnapshotCarriesItOn(int seed) {
    Random random = new Random(seed);
    Map<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
    Map<BigDecimal, BigDecimal> asks = new TreeMap<>();
    book.apply(snapshot(0, List.of(), List.of()));
    for (int sequence = 1; sequence <= 2_000; sequence++) {
      List<Level> bidChanges = changes(random, bids);
      List<Level> askChanges = changes(random, asks);
      book.apply(update(sequence, bidChanges, askChanges));
    }
    OrderBook follower = new OrderBook(BTC);
    follower.apply(book.snapshot(TIMES));

    for (OrderBook each : List.of(book, follower)) {
      assertThat(plain(each.bids(Integer.MAX_VALUE))).isEqualTo(List.copyOf(bids.entrySet()));
      assertThat(plain(each.asks(Integer.MAX_VALUE))).isEqualTo(List.copyOf(asks.entrySet()));
      assertThat(each.sequence()).isEqualTo(2_000);
    }
  }

  private static List<Level> changes(Random random, Map<BigDecimal, BigDecimal> side) {
    List<Level> changes = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Decimal price = Decimal.of(1 + random.nextInt(200), 2);
      Decimal quantity = Decimal.of(random.nextInt(3), 1);
      changes.add(new Level(price, quantity));
      if (quantity.isZero()) {
        side.remove(price.toBigDecimal());
      } else {
        side.put(price.toBigDecimal(), quantity.toBigDecimal());
      }
    }
    return changes;
  }

  private static List<Map.Entry<BigDecimal, BigDecimal>> plain(List<Level> levels) {
    return levels.stream()
        .map(level -> Map.entry(level.price().toBigDecimal(), level.quantity().toBigDecimal()))
        .toList();
  }

  private static BookChange snapshot(long sequence, List<Level> bids, List<Level> asks) {
    return new BookChange(BTC, BookChange.Kind.SNAPSHOT, sequence, bids, asks, TIMES);
  }

  private static BookChange update(long sequence, List<Level> bids, List<Level> asks) {
    return new BookChange(BTC, BookChange.Kind.UPDATE, sequence, bids, asks, TIMES);
  }
}
