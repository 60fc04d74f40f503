package io.penstock.sandbox.binance;

import io.penstock.platform.values.Decimal;
import io.penstock.sandbox.venue.Level;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelBook.Ladder;
import io.penstock.sandbox.venue.Product;
import io.penstock.sandbox.venue.ProductModel;
import io.penstock.sandbox.venue.ProductModel.ModelTrade;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The default: pairs whose prices follow seeded random walks, near those of the other venues. */
final class BinanceModelMarket implements BinanceMarket {

  /** Digits behind the point of every number. */
  static final int WIRE_SCALE = 8;

  /**
   * Each trade is an aggregate of its own, of another number: who takes the one for the other does
   * not get away with it.
   */
  private static final long AGGREGATES_BEHIND = 1_000;

  private static final int IDS_PER_STEP = 7;

  private final Map<String, ProductModel> models = new LinkedHashMap<>();
  private final Clock clock;

  BinanceModelMarket(List<Product> products, long seed, double rate, Clock clock) {
    for (Product product : products) {
      models.put(product.id(), new ProductModel(product, seed, rate, "binance"));
    }
    this.clock = clock;
  }

  boolean has(String symbol) {
    return models.containsKey(symbol);
  }

  ProductModel model(String symbol) {
    ProductModel model = models.get(symbol);
    if (model == null) {
      throw new IllegalArgumentException("symbol is not listed: " + symbol);
    }
    return model;
  }

  long nowMicros() {
    return Micros.of(clock.instant());
  }

  /** Of the book at that step; some ids are passed over, as orders of others take them. */
  static long updateId(long step) {
    return step * IDS_PER_STEP + Math.floorMod(step * 0x9E3779B97F4A7C15L >>> 17, IDS_PER_STEP);
  }

  @Override
  public Set<String> symbols() {
    return Collections.unmodifiableSet(models.keySet());
  }

  @Override
  public String describe(String symbol) {
    Product product = model(symbol).product();
    return BinanceMessages.symbol(
        symbol,
        product.base().code(),
        product.quote().code(),
        spelled(1, product.priceScale()),
        spelled(1, product.sizeScale()));
  }

  @Override
  public Line line(BinanceSubscriptions subscriptions, Dialect dialect) {
    return new BinanceModelLine(this, subscriptions, dialect);
  }

  @Override
  public Mono<String> depth(String symbol, int limit, Scheduler loop) {
    return Mono.fromSupplier(() -> {
      ProductModel model = model(symbol);
      long step = model.step(nowMicros());
      ModelBook book = model.book(step);
      return BinanceMessages.depth(
          new Depth(
              updateId(step),
              levels(model.product(), book.bids()),
              levels(model.product(), book.asks())),
          limit);
    });
  }

  @Override
  public List<BinanceTrade> trades(String symbol, long fromId, int limit) {
    ProductModel model = model(symbol);
    long last = Math.min(model.tradesUntil(nowMicros()), Math.max(1, fromId) + limit - 1);
    List<BinanceTrade> trades = new ArrayList<>();
    for (long id = Math.max(1, fromId); id <= last; id++) {
      trades.add(trade(model, model.trade(id)));
    }
    return trades;
  }

  @Override
  public List<BinanceTrade> lastTrades(String symbol, int limit) {
    return trades(symbol, model(symbol).tradesUntil(nowMicros()) - limit + 1, limit);
  }

  @Override
  public List<Aggregate> aggregates(String symbol, long fromId, int limit) {
    return trades(symbol, Math.max(1, fromId) + AGGREGATES_BEHIND, limit).stream()
        .map(BinanceModelMarket::aggregate)
        .toList();
  }

  @Override
  public List<Aggregate> aggregatesWithin(String symbol, long from, long to, int limit) {
    ProductModel model = model(symbol);
    long first = model.tradesUntil(from - 1) + 1;
    long last = model.tradesUntil(Math.min(to, nowMicros()));
    return aggregates(
        symbol, first - AGGREGATES_BEHIND, (int) Math.max(0, Math.min(limit, last - first + 1)));
  }

  @Override
  public List<Aggregate> lastAggregates(String symbol, int limit) {
    return lastTrades(symbol, limit).stream().map(BinanceModelMarket::aggregate).toList();
  }

  @Override
  public Instant time() {
    return clock.instant();
  }

  static BinanceTrade trade(ProductModel model, ModelTrade trade) {
    Product product = model.product();
    return new BinanceTrade(
        trade.id(),
        trade.micros(),
        spelled(trade.price(), product.priceScale()),
        spelled(trade.size(), product.sizeScale()),
        !trade.takerBuys());
  }

  static Aggregate aggregate(BinanceTrade trade) {
    return new Aggregate(
        trade.id() - AGGREGATES_BEHIND,
        trade.id(),
        trade.id(),
        trade.micros(),
        trade.price(),
        trade.quantity(),
        trade.buyerIsMaker());
  }

  static Level level(Product product, long price, long size) {
    return new Level(spelled(price, product.priceScale()), spelled(size, product.sizeScale()));
  }

  private static List<Level> levels(Product product, Ladder ladder) {
    List<Level> levels = new ArrayList<>(ladder.levels());
    for (int i = 0; i < ladder.levels(); i++) {
      levels.add(level(product, ladder.price(i), ladder.size(i)));
    }
    return levels;
  }

  /** {@code 61837.63000000}: always eight digits behind the point. */
  private static String spelled(long units, int scale) {
    return Decimal.of(units, scale).toBigDecimal().setScale(WIRE_SCALE).toPlainString();
  }
}
