package io.penstock.market.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.feed.binance.BinanceBook.Fit;
import io.penstock.market.feed.binance.BinanceBook.Verdict;
import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.feed.binance.BinanceMessages.DepthUpdate;
import io.penstock.market.tick.Listing;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinanceBookTest {

  private static final Listing BTC = Listing.of("BTC-USDT", "binance");
  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

  private final BinanceBook book = new BinanceBook(4);

  private static DepthUpdate update(long first, long last) {
    return new DepthUpdate(BTC, first, last, List.of(), List.of(), NOW);
  }

  private Verdict say(long first, long last) {
    return book.update(update(first, last), NOW);
  }

  private Fit snapshot(long lastUpdateId) {
    return book.snapshot(new DepthSnapshot(lastUpdateId, List.of(), List.of()));
  }

  private List<String> waiting() {
    return book.takeWaiting().stream()
        .map(one -> one.update().first() + "-" + one.update().last())
        .toList();
  }

  private void ask() {
    assertThat(book.want()).isTrue();
    book.asked();
  }

  private void live(long lastUpdateId) {
    ask();
    assertThat(snapshot(lastUpdateId)).isEqualTo(Fit.BRIDGED);
  }

  /** What came before the snapshot, against the snapshot's number. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "101-105 106-110 111-112 |  99 | TOO_OLD | -",
        "101-105 106-110 111-112 | 100 | BRIDGED | 101-105 106-110 111-112",
        "101-105 106-110 111-112 | 101 | BRIDGED | 101-105 106-110 111-112",
        "101-105 106-110 111-112 | 104 | BRIDGED | 101-105 106-110 111-112",
        "101-105 106-110 111-112 | 105 | BRIDGED | 106-110 111-112",
        "101-105 106-110 111-112 | 106 | BRIDGED | 106-110 111-112",
        "101-105 106-110 111-112 | 111 | BRIDGED | 111-112",
        "101-105 106-110 111-112 | 112 | BRIDGED | ''",
        "101-105 106-110 111-112 | 500 | BRIDGED | ''",
        "''                      | 100 | BRIDGED | ''",
        "101-101                 | 100 | BRIDGED | 101-101",
        "101-101                 |  99 | TOO_OLD | -",
        "101-101                 | 101 | BRIDGED | ''"
      })
  void snapshotBridges(String before, long lastUpdateId, Fit fit, String published) {
    ask();
    for (long[] numbers : updates(before)) {
      assertThat(say(numbers[0], numbers[1])).isEqualTo(Verdict.LEAVE);
    }

    assertThat(snapshot(lastUpdateId)).isEqualTo(fit);
    if (fit == Fit.BRIDGED) {
      assertThat(String.join(" ", waiting())).isEqualTo(published);
    }
  }

  /** The first update behind a snapshot of number 100. */
  @ParameterizedTest
  @CsvSource({
    "90,  99,  LEAVE",
    "100, 100, LEAVE",
    "90,  100, LEAVE",
    "90,  101, APPLY",
    "100, 101, APPLY",
    "101, 101, APPLY",
    "101, 300, APPLY",
    "102, 102, GAP",
    "102, 300, GAP"
  })
  void firstUpdateBehindTheSnapshot(long first, long last, Verdict verdict) {
    live(100);

    assertThat(say(first, last)).isEqualTo(verdict);
  }

  /** What follows 101-110. */
  @ParameterizedTest
  @CsvSource({
    "111, 111, APPLY",
    "111, 120, APPLY",
    "112, 120, GAP",
    "101, 110, LEAVE",
    "101, 105, LEAVE",
    "95,  99,  LEAVE",
    "105, 120, APPLY",
    "105, 110, GAP",
    "102, 102, GAP"
  })
  void updateBehindAnother(long first, long last, Verdict verdict) {
    live(100);
    say(101, 110);

    assertThat(say(first, last)).isEqualTo(verdict);
  }

  @Test
  void lostBookStaysLostUntilItIsWantedAndAnswered() {
    live(100);
    assertThat(say(105, 110)).isEqualTo(Verdict.GAP);
    assertThat(say(101, 104)).isEqualTo(Verdict.LEAVE);
    assertThat(say(111, 112)).isEqualTo(Verdict.LEAVE);
    assertThat(snapshot(112)).isEqualTo(Fit.UNWANTED);

    ask();
    assertThat(say(113, 114)).isEqualTo(Verdict.LEAVE);
    assertThat(snapshot(112)).isEqualTo(Fit.BRIDGED);
    assertThat(waiting()).containsExactly("113-114");
    assertThat(say(115, 115)).isEqualTo(Verdict.APPLY);
  }

  @Test
  void bookIsAskedForOnceAtATime() {
    assertThat(book.isNew()).isTrue();
    assertThat(book.want()).isTrue();
    assertThat(book.isNew()).isFalse();
    assertThat(book.want()).isFalse();
    book.asked();
    assertThat(book.want()).isFalse();
    snapshot(100);
    assertThat(book.want()).as("wanted anew while it is live").isTrue();
  }

  @Test
  void updatesBeforeItIsAskedForAreNotKeptButTellThatASnapshotIsTooOld() {
    assertThat(say(101, 105)).isEqualTo(Verdict.LEAVE);
    ask();

    assertThat(snapshot(104)).isEqualTo(Fit.TOO_OLD);
    assertThat(snapshot(105)).isEqualTo(Fit.BRIDGED);
    assertThat(waiting()).isEmpty();
    assertThat(say(106, 106)).isEqualTo(Verdict.APPLY);
  }

  @Test
  void snapshotThatIsTooOldKeepsWhatWaits() {
    ask();
    say(101, 105);
    assertThat(snapshot(99)).isEqualTo(Fit.TOO_OLD);
    assertThat(say(106, 110)).isEqualTo(Verdict.LEAVE);
    book.asked();
    assertThat(snapshot(103)).isEqualTo(Fit.BRIDGED);
    assertThat(waiting()).containsExactly("101-105", "106-110");
    assertThat(book.tries()).isEqualTo(2);
  }

  @Test
  void snapshotThatCannotBeHadKeepsNothing() {
    ask();
    say(101, 105);
    book.failed();
    assertThat(say(106, 110)).isEqualTo(Verdict.LEAVE);
    assertThat(snapshot(103)).isEqualTo(Fit.UNWANTED);
    book.asked();
    assertThat(snapshot(109)).isEqualTo(Fit.TOO_OLD);
    assertThat(snapshot(110)).isEqualTo(Fit.BRIDGED);
  }

  @Test
  void moreThanFitsBeginsAnewWithTheNewest() {
    ask();
    for (int id = 101; id <= 104; id++) {
      assertThat(say(id, id)).isEqualTo(Verdict.LEAVE);
    }
    assertThat(say(105, 105)).isEqualTo(Verdict.OVERFLOW);
    assertThat(book.want()).as("it is on its way still").isFalse();

    assertThat(snapshot(103)).isEqualTo(Fit.TOO_OLD);
    assertThat(snapshot(104)).isEqualTo(Fit.BRIDGED);
    assertThat(waiting()).containsExactly("105-105");
  }

  @Test
  void holeInWhatWaitsBeginsAnewBehindIt() {
    ask();
    say(101, 105);
    assertThat(say(107, 110)).isEqualTo(Verdict.GAP);
    assertThat(say(107, 110)).as("doubled").isEqualTo(Verdict.LEAVE);

    assertThat(snapshot(105)).isEqualTo(Fit.TOO_OLD);
    assertThat(snapshot(106)).isEqualTo(Fit.BRIDGED);
    assertThat(waiting()).containsExactly("107-110");
  }

  @Test
  void numberThatIsMuchTooHighIsFoundOutByTheNext() {
    live(100);
    assertThat(say(101, 9_000_102)).isEqualTo(Verdict.APPLY);
    assertThat(say(103, 104)).isEqualTo(Verdict.GAP);
    ask();
    assertThat(say(105, 105)).isEqualTo(Verdict.LEAVE);
    assertThat(snapshot(104)).isEqualTo(Fit.BRIDGED);
    assertThat(waiting()).containsExactly("105-105");
  }

  @Test
  void bookOfWhichSomethingCouldNotBeReadTakesNoUpdates() {
    live(100);
    book.lose();
    assertThat(say(101, 101)).isEqualTo(Verdict.LEAVE);
    ask();
    assertThat(snapshot(100)).isEqualTo(Fit.TOO_OLD);
    assertThat(snapshot(101)).isEqualTo(Fit.BRIDGED);
  }

  private static List<long[]> updates(String text) {
    return Stream.of(text.split(" "))
        .filter(part -> !part.isBlank())
        .map(part -> Arrays.stream(part.split("-")).mapToLong(Long::parseLong).toArray())
        .toList();
  }
}
