package io.penstock.sandbox.coinbase;

import io.penstock.platform.values.Decimal;
import io.penstock.sandbox.venue.Level;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelBook.Ladder;
import io.penstock.sandbox.venue.ModelDay;
import io.penstock.sandbox.venue.ModelDays;
import io.penstock.sandbox.venue.Product;
import io.penstock.sandbox.venue.ProductModel;
import io.penstock.sandbox.venue.ProductModel.ModelTrade;
import io.penstock.sandbox.venue.Replay;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The default: some twenty products whose prices follow seeded random walks. Trades at REST and on
 * sockets agree.
 */
final class ModelMarket implements Market {

  private static final BigDecimal MONTH = BigDecimal.valueOf(30);

  /** A candle with more trades than this is drawn from so many of them. */
  private static final int CANDLE_SAMPLES = 32;

  private final Map<String, ProductModel> models = new LinkedHashMap<>();
  private final ModelDays days = new ModelDays();
  private final Clock clock;

  ModelMarket(List<Product> products, long seed, double rate, Clock clock) {
    for (Product product : products) {
      models.put(product.id(), new ProductModel(product, seed, rate));
    }
    this.clock = clock;
  }

  /** Of a product that is listed. */
  ProductModel model(String product) {
    ProductModel model = models.get(product);
    if (model == null) {
      throw new IllegalArgumentException("product is not listed: " + product);
    }
    return model;
  }

  long nowMicros() {
    return Micros.of(clock.instant());
  }

  @Override
  public Set<String> products() {
    return Collections.unmodifiableSet(models.keySet());
  }

  @Override
  public String describe(String id) {
    Product product = model(id).product();
    return CoinbaseMessages.product(
        id,
        product.name(),
        product.base().code(),
        product.quote().code(),
        product.price(1),
        product.size(1));
  }

  @Override
  public MarketLine line(Subscriptions subscriptions) {
    return new ModelLine(this, subscriptions);
  }

  @Override
  public List<Match> trades(String product, long newerThan, long olderThan, int limit) {
    ProductModel model = model(product);
    long newest = Math.min(model.tradesUntil(nowMicros()), olderThan - 1);
    long oldest = Math.max(Math.max(1, newerThan + 1), newest - limit + 1);
    List<Match> trades = new ArrayList<>();
    for (long id = newest; id >= oldest; id--) {
      trades.add(match(model, model.trade(id)));
    }
    return trades;
  }

  @Override
  public Book book(String product) {
    long now = nowMicros();
    ProductModel model = model(product);
    return book(model, model.book(model.step(now)), model.tradesUntil(now), now);
  }

  @Override
  public Day day(String product) {
    ProductModel model = model(product);
    return day(model, model.trade(model.tradesUntil(nowMicros())));
  }

  @Override
  public Instant time() {
    return clock.instant();
  }

  @Override
  public @Nullable Replay replay() {
    return null;
  }

  @Override
  public Mono<Void> close() {
    return Mono.empty();
  }

  @Override
  public List<Candle> candles(String product, Duration granularity, Instant from, Instant to) {
    ProductModel model = model(product);
    long seconds = granularity.toSeconds();
    long now = nowMicros();
    long first = Math.ceilDiv(from.getEpochSecond(), seconds);
    List<Candle> candles = new ArrayList<>();
    for (long i = Math.floorDiv(to.getEpochSecond(), seconds); i >= first; i--) {
      long begin = i * seconds * 1_000_000;
      long before = model.tradesUntil(begin - 1);
      long last = model.tradesUntil(Math.min(now, begin + seconds * 1_000_000 - 1));
      if (last > before) {
        candles.add(candle(model, i * seconds, before + 1, last));
      }
    }
    return candles;
  }

  /**
   * As the wire has it: prices and sizes of trades lose the zeros behind their last digit, those of
   * levels do not.
   */
  Match match(ProductModel model, ModelTrade trade) {
    Product product = model.product();
    return new Match(
        trade.id(),
        model.sequence(trade.id()),
        Micros.text(trade.micros()),
        Decimal.of(trade.price(), product.priceScale()).strip().toString(),
        Decimal.of(trade.size(), product.sizeScale()).strip().toString(),
        trade.takerBuys() ? "sell" : "buy",
        model.makerOrder(trade.id()).toString(),
        model.takerOrder(trade.id()).toString());
  }

  Book book(ProductModel model, ModelBook book, long lastTrade, long micros) {
    return new Book(
        levels(model.product(), book.bids()),
        levels(model.product(), book.asks()),
        model.sequence(lastTrade),
        Micros.text(micros));
  }

  /** The day before a trade, itself included. */
  Day day(ProductModel model, ModelTrade last) {
    Product product = model.product();
    ModelDay day = days.until(model, last);
    return new Day(
        product.price(day.open()),
        product.price(day.high()),
        product.price(day.low()),
        product.size(day.volume()),
        Decimal.of(day.volume(), product.sizeScale())
            .toBigDecimal()
            .multiply(MONTH)
            .toPlainString());
  }

  private static List<Level> levels(Product product, Ladder ladder) {
    List<Level> levels = new ArrayList<>(ladder.levels());
    for (int i = 0; i < ladder.levels(); i++) {
      levels.add(new Level(product.price(ladder.price(i)), product.size(ladder.size(i))));
    }
    return levels;
  }

  private static Candle candle(ProductModel model, long second, long first, long last) {
    int samples = (int) Math.min(CANDLE_SAMPLES, last - first + 1);
    long high = 0;
    long low = Long.MAX_VALUE;
    long open = 0;
    long close = 0;
    long volume = 0;
    for (int i = 0; i < samples; i++) {
      long id = samples == 1 ? first : first + (last - first) * i / (samples - 1);
      ModelTrade trade = model.trade(id);
      open = i == 0 ? trade.price() : open;
      close = trade.price();
      high = Math.max(high, close);
      low = Math.min(low, close);
      volume += trade.size();
    }
    Product product = model.product();
    return new Candle(
        second,
        product.price(low),
        product.price(high),
        product.price(open),
        product.price(close),
        product.size(ModelDay.scaled(volume, last - first + 1, samples)));
  }
}
