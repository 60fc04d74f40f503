package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelDay;
import io.penstock.sandbox.venue.ModelDays;
import io.penstock.sandbox.venue.Product;
import io.penstock.sandbox.venue.ProductModel;
import io.penstock.sandbox.venue.ProductModel.ModelTrade;
import io.penstock.sandbox.venue.ProductModel.Touch;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The default: pairs whose prices follow seeded random walks, near those of the other venues. */
final class KrakenModelMarket implements KrakenMarket {

  private final Map<String, ProductModel> models = new LinkedHashMap<>();
  private final ModelDays days = new ModelDays();
  private final Clock clock;

  KrakenModelMarket(List<Product> products, long seed, double rate, Clock clock) {
    for (Product product : products) {
      models.put(product.id(), new ProductModel(product, seed, rate, "kraken"));
    }
    this.clock = clock;
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

  @Override
  public Set<String> symbols() {
    return Collections.unmodifiableSet(models.keySet());
  }

  @Override
  public Instrument instrument(String symbol) {
    Product product = model(symbol).product();
    return new Instrument(
        symbol,
        product.base().code(),
        product.quote().code(),
        product.priceScale(),
        product.sizeScale());
  }

  @Override
  public Line line(KrakenSubscriptions subscriptions) {
    return new KrakenModelLine(this, subscriptions);
  }

  @Override
  public List<KrakenTrade> tradesAfter(String symbol, long micros, int limit) {
    ProductModel model = model(symbol);
    long first = model.tradesUntil(micros) + 1;
    long last = Math.min(model.tradesUntil(nowMicros()), first + limit - 1);
    return trades(model, first, last);
  }

  @Override
  public List<KrakenTrade> lastTrades(String symbol, int limit) {
    ProductModel model = model(symbol);
    return lastTrades(model, model.tradesUntil(nowMicros()), limit);
  }

  /** Up to the trade of that id. */
  List<KrakenTrade> lastTrades(ProductModel model, long last, int limit) {
    return trades(model, Math.max(1, last - limit + 1), last);
  }

  private static List<KrakenTrade> trades(ProductModel model, long first, long last) {
    List<KrakenTrade> trades = new ArrayList<>();
    for (long id = first; id <= last; id++) {
      trades.add(trade(model.trade(id)));
    }
    return trades;
  }

  static KrakenTrade trade(ModelTrade trade) {
    return new KrakenTrade(
        trade.id(),
        trade.micros(),
        trade.takerBuys() ? "buy" : "sell",
        trade.id() % 3 == 0 ? "market" : "limit",
        trade.price(),
        trade.size());
  }

  KrakenTicker ticker(ProductModel model, ModelTrade last, Touch touch, long micros) {
    ModelDay day = days.until(model, last);
    return new KrakenTicker(
        touch.bid(),
        touch.bidSize(),
        touch.ask(),
        touch.askSize(),
        last.price(),
        day.open(),
        day.high(),
        day.low(),
        day.volume(),
        day.trades(),
        micros);
  }

  @Override
  public ModelBook book(String symbol) {
    ProductModel model = model(symbol);
    return model.book(model.step(nowMicros()));
  }

  @Override
  public Instant time() {
    return clock.instant();
  }
}
