package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Level;
import io.penstock.sandbox.venue.Replay;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What the exchange tells about: products, trades, books, and a line for each client that listens.
 * Used on the exchange's one event loop. Prices and sizes are spelt as they go over the wire.
 */
sealed interface Market permits ModelMarket, RecordedMarket {

  /** Ids such as {@code BTC-USD}, in the order of listing. */
  Set<String> products();

  /** The product as {@code /products} shows it, a JSON object. */
  String describe(String product);

  /** What one connection is told from now on. */
  MarketLine line(Subscriptions subscriptions);

  /** Trades with ids between both, exclusive, the newest first, at most {@code limit}. */
  List<Match> trades(String product, long newerThan, long olderThan, int limit);

  /** The book of this moment, or null where none is known yet. */
  @Nullable Book book(String product);

  /** The last day, or null where nothing is known yet. */
  @Nullable Day day(String product);

  /**
   * Candles that begin from {@code from} to {@code to}, both inclusive, the newest first; none for
   * empty stretches.
   */
  List<Candle> candles(String product, Duration granularity, Instant from, Instant to);

  /** What the exchange's clock shows. */
  Instant time();

  /** Where a recording stands; null for a model. */
  @Nullable Replay replay();

  /** Releases what it holds; may be called on an event loop. */
  Mono<Void> close();

  /** A trade; {@code makerSide} is {@code buy} or {@code sell}, {@code time} has microseconds. */
  record Match(
      long tradeId,
      long sequence,
      String time,
      String price,
      String size,
      String makerSide,
      String makerOrder,
      String takerOrder) {

    String takerSide() {
      return makerSide.equals("buy") ? "sell" : "buy";
    }
  }

  /** Both sides, the best price first; {@code sequence} is that of the last trade. */
  record Book(List<Level> bids, List<Level> asks, long sequence, String time) {}

  record Day(String open, String high, String low, String volume, String volumeOf30Days) {}

  record Candle(
      long epochSecond, String low, String high, String open, String close, String volume) {}
}
