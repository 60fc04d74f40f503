package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.book.OrderBook;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookMergeTest {

  private final Random random = new Random();

  private List<Level> levels() {
    List<Level> levels = new ArrayList<>();
    for (int price = 1; price <= 20; price++) {
      if (random.nextInt(3) == 0) {
        levels.add(Level.of(price + ".5", String.valueOf(random.nextInt(4))));
      }
    }
    return levels;
  }

  private static List<Level> withoutEmpty(List<Level> levels) {
    return levels.stream().filter(level -> !level.quantity().isZero()).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void oneMergedChangeEqualsAllOfThem(long seed) {
    random.setSeed(seed);
    History history = new History(new Ring(10_000_000, Duration.ofMinutes(1)), 0);
    List<Level> bids = withoutEmpty(levels());
    List<Level> asks = withoutEmpty(levels());
    OrderBook one = book(bids, asks);
    OrderBook other = book(bids, asks);
    Entry before = history.last();
    long sequence = 0;
    for (int i = 1; i <= 30; i++) {
      boolean whole = random.nextInt(15) == 0;
      Payload.OfBook change =
          new Payload.OfBook(
              Samples.BTC,
              whole,
              ++sequence,
              whole ? withoutEmpty(levels()) : levels(),
              whole ? withoutEmpty(levels()) : levels());
      one.apply(change(change, sequence));
      history.add(change, i, Samples.NOW);
    }
    Payload.OfBook merged = BookMerge.between(before, history.last());
    assertThat(merged.sequence()).isEqualTo(sequence);
    other.apply(change(merged, merged.isSnapshot() ? sequence : 1));
    assertThat(other.bids(100)).isEqualTo(one.bids(100));
    assertThat(other.asks(100)).isEqualTo(one.asks(100));
  }

  private static OrderBook book(List<Level> bids, List<Level> asks) {
    OrderBook book = new OrderBook(Samples.BTC);
    book.apply(Samples.snapshot(Samples.BTC, 0, bids, asks));
    return book;
  }

  private static BookChange change(Payload.OfBook change, long sequence) {
    return change.isSnapshot()
        ? Samples.snapshot(Samples.BTC, sequence, change.bids(), change.asks())
        : Samples.update(Samples.BTC, sequence, change.bids(), change.asks());
  }
}
