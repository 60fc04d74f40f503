package io.penstock.sandbox.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelBook.Ladder;
import io.penstock.sandbox.venue.Product;
import io.penstock.sandbox.venue.ProductModel;
import io.penstock.sandbox.venue.ProductModel.ModelTrade;
import io.penstock.sandbox.venue.ProductModel.Touch;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductModelTest {

  private static final long NOW = Micros.of(Instant.parse("2026-11-21T12:00:00Z"));
  private static final long HOUR = 3_600_000_000L;
  private static final long DAY = 24 * HOUR;

  static Iterable<Product> products() {
    return Products.ALL;
  }

  @Test
  void tellsTheSameMarketForTheSameSeed() {
    ProductModel one = new ProductModel(Products.ALL.getFirst(), 7, 1);
    ProductModel same = new ProductModel(Products.ALL.getFirst(), 7, 1);
    ProductModel other = new ProductModel(Products.ALL.getFirst(), 8, 1);
    long id = one.tradesUntil(NOW);
    assertThat(same.trade(id)).isEqualTo(one.trade(id));
    assertThat(same.makerOrder(id)).isEqualTo(one.makerOrder(id));
    assertThat(other.trade(id)).isNotEqualTo(one.trade(id));
  }

  /** Golden: another release may not tell another market for a seed. */
  @Test
  void tellsTheSameMarketOnEachMachine() {
    ProductModel model = new ProductModel(Products.ALL.getFirst(), 1, 1);
    assertThat(model.trade(471_000_000))
        .isEqualTo(
            new ModelTrade(
                471_000_000,
                1_795_221_402_681_360L,
                false,
                5_952_453,
                228_606,
                new Touch(5_952_453, 5_952_454, 5_218_114, 8_006_131)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 100})
  void numbersTradesWithoutHoleInTheOrderOfTheirTime(double rate) {
    ProductModel model = new ProductModel(Products.ALL.getFirst(), 1, rate);
    long first = model.tradesUntil(NOW);
    for (long id = first; id < first + 2_000; id++) {
      assertThat(model.timeOf(id + 1)).isGreaterThan(model.timeOf(id));
      assertThat(model.tradesUntil(model.timeOf(id))).isEqualTo(id);
      assertThat(model.tradesUntil(model.timeOf(id) - 1)).isEqualTo(id - 1);
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void tradesAtTheBestPriceOfTheBookOfItsMoment(Product product) {
    ProductModel model = new ProductModel(product, 1, 1);
    long last = model.tradesUntil(NOW);
    for (long id = last - 300; id <= last; id++) {
      ModelTrade trade = model.trade(id);
      ModelBook book = model.book(model.step(trade.micros()));
      Ladder hit = trade.takerBuys() ? book.asks() : book.bids();
      assertThat(trade.price()).isEqualTo(hit.price(0));
      assertThat(trade.size()).isBetween(1L, hit.size(0));
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void neverCrossesItsBook(Product product) {
    ProductModel model = new ProductModel(product, 1, 1);
    long now = model.step(NOW);
    for (long step = now; step < now + 1_000; step++) {
      ModelBook book = model.book(step);
      assertThat(book.asks().price(0)).isGreaterThan(book.bids().price(0));
      assertThat(book.bids().levels()).isEqualTo(41);
      assertThat(book.asks().levels()).isEqualTo(41);
      for (int i = 1; i < 41; i++) {
        assertThat(book.bids().price(i)).isBetween(1L, book.bids().price(i - 1) - 1);
        assertThat(book.asks().price(i)).isGreaterThan(book.asks().price(i - 1));
        assertThat(Math.min(book.bids().size(i), book.asks().size(i))).isPositive();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("products")
  void turnsABookIntoTheNextByItsChanges(Product product) {
    ProductModel model = new ProductModel(product, 3, 1);
    long first = model.step(NOW);
    ModelBook before = model.book(first);
    NavigableMap<Long, Long> client = levels(before);
    for (long step = first + 1; step < first + 500; step++) {
      ModelBook book = model.book(step);
      book.changesSince(before, (bid, price, size) -> set(client, bid ? -price : price, size));
      assertThat(client).isEqualTo(levels(book));
      before = book;
    }
  }

  @Test
  void isLivelyButLightAtItsDefaultRate() {
    double trades = 0;
    double updates = 0;
    for (Product product : Products.ALL) {
      ProductModel model = new ProductModel(product, 1, 1);
      trades += (model.tradesUntil(NOW + HOUR) - model.tradesUntil(NOW)) / 3_600.0;
      updates += updates(model, 60) / 60.0;
    }
    assertThat(trades).isBetween(9.0, 11.0);
    assertThat(updates).isBetween(70.0, 130.0);
  }

  /**
   * A day moves a coin by some percent, a minute by far less than the day, and years do not carry
   * it away.
   */
  @ParameterizedTest
  @MethodSource("products")
  void wandersAsAMarketDoes(Product product) {
    ProductModel model = new ProductModel(product, 1, 1);
    double usual = model.touch(model.step(NOW)).bid();
    double days = 0;
    double minutes = 0;
    for (int day = 0; day < 365; day++) {
      double price = price(model, NOW + day * DAY);
      assertThat(price / usual).isBetween(0.15, 6.0);
      days += Math.abs(price(model, NOW + (day + 1) * DAY) / price - 1);
      minutes += Math.abs(price(model, NOW + day * DAY + 60_000_000) / price - 1);
    }
    assertThat(days / 365).isBetween(0.005, 0.06);
    assertThat(minutes / 365).isBetween(days / 365 / 100, days / 365 / 10);
  }

  private static double price(ProductModel model, long micros) {
    return model.touch(model.step(micros)).bid();
  }

  private static int updates(ProductModel model, int seconds) {
    long first = model.step(NOW);
    ModelBook before = model.book(first);
    int updates = 0;
    for (long step = first + 1; step <= first + seconds * 20L; step++) {
      ModelBook book = model.book(step);
      if (!levels(book).equals(levels(before))) {
        updates++;
      }
      before = book;
    }
    return updates;
  }

  /** Bids below zero, so that both sides fit one map. */
  private static NavigableMap<Long, Long> levels(ModelBook book) {
    NavigableMap<Long, Long> levels = new TreeMap<>();
    for (int i = 0; i < book.bids().levels(); i++) {
      levels.put(-book.bids().price(i), book.bids().size(i));
      levels.put(book.asks().price(i), book.asks().size(i));
    }
    return levels;
  }

  private static void set(NavigableMap<Long, Long> levels, long price, long size) {
    if (size == 0) {
      assertThat(levels.remove(price)).isNotNull();
    } else {
      assertThat(Objects.equals(levels.put(price, size), size)).isFalse();
    }
  }
}
