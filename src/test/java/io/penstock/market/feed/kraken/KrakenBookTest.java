package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.feed.kraken.KrakenMessages.Book;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Times;
import io.penstock.platform.values.Decimal;
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

class KrakenBookTest {

  private static final Listing ABC = Listing.of("ABC-USD", "kraken");
  private static final Instant TIME = Instant.parse("2026-01-05T10:00:00.123456Z");
  private static final Instant RECEIVED = Instant.parse("2026-01-05T10:00:02Z");

  private final KrakenBook book = new KrakenBook(10, Precision.AS_WRITTEN);

  private static Book message(
      boolean isSnapshot,
      List<Level> bids,
      List<Level> asks,
      List<Level> bidsAfter,
      List<Level> asksAfter) {
    long checksum = KrakenChecksum.of(asksAfter, bidsAfter, Precision.AS_WRITTEN);
    return new Book(isSnapshot, ABC, bids, asks, checksum, TIME);
  }

  private BookChange applied(Book message) {
    return book.apply(message, RECEIVED).orElseThrow();
  }

  /** Prices from one on, one unit each. */
  private static List<Level> levels(int first, int step, int count) {
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      levels.add(Level.of(String.valueOf(first + i * step), "1.00"));
    }
    return levels;
  }

  @Test
  void snapshotIsTheBook() {
    List<Level> bids = List.of(Level.of("9.9", "1.00"), Level.of("9.8", "0.50"));
    List<Level> asks = List.of(Level.of("10.1", "2.00"));

    assertThat(applied(message(true, bids, asks, bids, asks)))
        .isEqualTo(
            new BookChange(ABC, BookChange.Kind.SNAPSHOT, 0, bids, asks, Times.of(TIME, RECEIVED)));
  }

  @Test
  void snapshotIsSortedAndWithoutEmptyLevels() {
    List<Level> bids =
        List.of(Level.of("9.8", "0.50"), Level.of("9.7", "0"), Level.of("9.9", "1.00"));
    List<Level> sorted = List.of(Level.of("9.9", "1.00"), Level.of("9.8", "0.50"));

    assertThat(applied(message(true, bids, List.of(), sorted, List.of())).bids()).isEqualTo(sorted);
  }

  @Test
  void secondSnapshotReplacesTheBook() {
    List<Level> first = levels(10, 1, 5);
    List<Level> second = levels(100, 1, 2);
    applied(message(true, List.of(), first, List.of(), first));

    assertThat(applied(message(true, List.of(), second, List.of(), second)).asks())
        .isEqualTo(second);
    assertThat(book.asks()).isEqualTo(second);
  }

  @Test
  void updateIsToldAsItCame() {
    List<Level> asks = levels(10, 1, 3);
    applied(message(true, List.of(), asks, List.of(), asks));
    List<Level> changes =
        List.of(Level.of("11", "0.00"), Level.of("10.5", "2.00"), Level.of("99", "0.00"));
    List<Level> after =
        List.of(Level.of("10", "1.00"), Level.of("10.5", "2.00"), Level.of("12", "1.00"));

    assertThat(applied(message(false, List.of(), changes, List.of(), after)))
        .isEqualTo(
            new BookChange(
                ABC, BookChange.Kind.UPDATE, 0, List.of(), changes, Times.of(TIME, RECEIVED)));
    assertThat(book.asks()).isEqualTo(after);
  }

  @Test
  void levelsPushedOutOfTheDepthAreToldAsRemoved() {
    List<Level> asks = levels(10, 10, 10);
    List<Level> bids = levels(9, -1, 9);
    applied(message(true, bids, asks, bids, asks));
    List<Level> asksAfter = new ArrayList<>(asks.subList(0, 9));
    asksAfter.add(0, Level.of("9.5", "3.00"));
    List<Level> bidsAfter = new ArrayList<>(bids);
    bidsAfter.add(Level.of("0.5", "3.00"));

    BookChange change =
        applied(
            message(
                false,
                List.of(Level.of("0.5", "3.00")),
                List.of(Level.of("9.5", "3.00")),
                bidsAfter,
                asksAfter));

    assertThat(change.asks()).containsExactly(Level.of("9.5", "3.00"), Level.of("100", "0"));
    assertThat(change.bids()).containsExactly(Level.of("0.5", "3.00"));
    assertThat(book.asks()).isEqualTo(asksAfter);
    assertThat(book.bids()).hasSize(10);
  }

  @Test
  void levelBeyondTheDepthIsToldAndRemovedAtOnce() {
    List<Level> asks = levels(10, 10, 10);
    applied(message(true, List.of(), asks, List.of(), asks));

    BookChange change =
        applied(message(false, List.of(), List.of(Level.of("500", "1.00")), List.of(), asks));

    assertThat(change.asks()).containsExactly(Level.of("500", "1.00"), Level.of("500", "0"));
    assertThat(book.asks()).isEqualTo(asks);
  }

  @Test
  void snapshotDeeperThanSubscribedIsCut() {
    List<Level> asks = levels(10, 10, 12);

    assertThat(applied(message(true, List.of(), asks, List.of(), asks)).asks())
        .isEqualTo(asks.subList(0, 10));
  }

  @Test
  void lastOfTwoQuantitiesOfAPriceHolds() {
    List<Level> twice = List.of(Level.of("10", "1.00"), Level.of("10.0", "2.00"));
    List<Level> after = List.of(Level.of("10.0", "2.00"));

    applied(message(true, List.of(), twice, List.of(), after));

    assertThat(book.asks()).isEqualTo(after);
  }

  @Test
  void wrongChecksumIsNoChange() {
    List<Level> asks = levels(10, 1, 3);
    Book right = message(true, List.of(), asks, List.of(), asks);
    Book wrong = new Book(true, ABC, List.of(), asks, right.checksum() ^ 1, null);

    assertThat(book.apply(wrong, RECEIVED)).isEmpty();
    assertThat(book.apply(right, RECEIVED)).isPresent();
  }

  @Test
  void bookWithoutAVenuesTimeIsOfTheTimeReceived() {
    assertThat(applied(new Book(true, ABC, List.of(), List.of(), 0, null)).times())
        .isEqualTo(Times.of(RECEIVED, RECEIVED));
  }

  /** Whoever applies what is told, and knows of no depth, has the same book. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void readersOfChangesHaveTheSameBook(int seed) {
    Random random = new Random(seed);
    Map<Decimal, Level> truth = new TreeMap<>();
    Map<Decimal, Level> reader = new TreeMap<>();
    List<Level> whole = levels(1_000, 3, 10);
    whole.forEach(level -> truth.put(level.price(), level));
    applied(message(true, List.of(), whole, List.of(), whole))
        .asks()
        .forEach(level -> reader.put(level.price(), level));

    for (int i = 0; i < 500; i++) {
      List<Level> changes = new ArrayList<>();
      for (int n = random.nextInt(4); n >= 0; n--) {
        String quantity = random.nextInt(3) == 0 ? "0" : "0.0" + (1 + random.nextInt(9));
        changes.add(Level.of(String.valueOf(990 + random.nextInt(50)), quantity));
      }
      changes.forEach(level -> put(truth, level));
      while (truth.size() > 10) {
        ((TreeMap<Decimal, Level>) truth).pollLastEntry();
      }
      applied(message(false, List.of(), changes, List.of(), List.copyOf(truth.values())))
          .asks()
          .forEach(level -> put(reader, level));

      assertThat(reader.values())
          .as("seed %d, message %d", seed, i)
          .containsExactlyElementsOf(truth.values());
      assertThat(book.asks()).isSortedAccordingTo(Comparator.comparing(Level::price));
    }
  }

  private static void put(Map<Decimal, Level> levels, Level level) {
    if (level.quantity().isZero()) {
      levels.remove(level.price());
    } else {
      levels.put(level.price(), level);
    }
  }
}
