package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.coinbase.Market.Match;
import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.Level;
import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.Product;
import io.penstock.sandbox.venue.ProductModel;
import io.penstock.sandbox.venue.ProductModel.ModelTrade;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Tells one connection what the model has become since it was last asked. It remembers per product
 * which trade and which step were told last, no more: what a slow client did not read is computed
 * when it does, and a book that moved many steps is told as one difference.
 */
final class ModelLine implements MarketLine {

  /** How often it is looked whether something happened; trades are told this late at most. */
  private static final Duration LOOK = Duration.ofMillis(10);

  private static final long HEARTBEAT_MICROS = 1_000_000;

  /** Trades of one product told at a time; the rest follow at the next look. */
  private static final int TRADES_AT_ONCE = 500;

  private final ModelMarket market;
  private final Subscriptions subscriptions;
  private final Map<String, Told> told = new HashMap<>();

  ModelLine(ModelMarket market, Subscriptions subscriptions) {
    this.market = market;
    this.subscriptions = subscriptions;
  }

  @Override
  public Flux<Happening> happenings(Scheduler loop) {
    return Flux.interval(LOOK, loop).onBackpressureDrop().map(tick -> () -> Frame.texts(due()));
  }

  @Override
  public List<String> joined(Channel channel, String product) {
    ProductModel model = market.model(product);
    Told state = told.computeIfAbsent(product, id -> new Told(model, market.nowMicros()));
    return switch (channel) {
      case TICKER -> List.of(ticker(model, model.trade(state.trade)));
      case MATCHES ->
          List.of(
              CoinbaseMessages.match(
                  "last_match", product, market.match(model, model.trade(state.trade))));
      case LEVEL2 -> {
        ModelBook book = model.book(state.step);
        state.book = book;
        yield List.of(
            CoinbaseMessages.snapshot(
                product, market.book(model, book, state.trade, model.stepMicros(state.step))));
      }
      case HEARTBEAT -> List.of();
    };
  }

  /** What happened until now and was not told yet, in the order it happened within each product. */
  List<String> due() {
    told.keySet().retainAll(subscriptions.products());
    long now = market.nowMicros();
    List<String> frames = new ArrayList<>();
    for (String product : subscriptions.products()) {
      Told state = told.get(product);
      if (state != null) {
        tell(product, state, now, frames);
      }
    }
    return frames;
  }

  private void tell(String product, Told state, long now, List<String> frames) {
    ProductModel model = state.model;
    boolean matches = subscriptions.has(Channel.MATCHES, product);
    boolean tickers = subscriptions.has(Channel.TICKER, product);
    if (!matches && !tickers) {
      state.passTrades(now);
    }
    int count = 0;
    while (state.nextTrade <= now && count++ < TRADES_AT_ONCE) {
      ModelTrade trade = model.trade(state.trade + 1);
      moveBook(product, state, model.step(trade.micros()), frames);
      if (matches) {
        frames.add(CoinbaseMessages.match("match", product, market.match(model, trade)));
      }
      if (tickers) {
        frames.add(ticker(model, trade));
      }
      state.trade = trade.id();
      state.nextTrade = model.timeOf(trade.id() + 1);
    }
    if (state.nextTrade > now) {
      moveBook(product, state, model.step(now), frames);
    }
    if (now >= state.nextHeartbeat) {
      state.nextHeartbeat = now + HEARTBEAT_MICROS;
      if (subscriptions.has(Channel.HEARTBEAT, product)) {
        frames.add(
            CoinbaseMessages.heartbeat(
                product, model.sequence(state.trade), state.trade, Micros.text(now)));
      }
    }
  }

  private void moveBook(String product, Told state, long step, List<String> frames) {
    if (step <= state.step) {
      return;
    }
    state.step = step;
    ModelBook before = state.book;
    if (before == null || !subscriptions.has(Channel.LEVEL2, product)) {
      state.book = null;
      return;
    }
    Product kind = state.model.product();
    ModelBook book = state.model.book(step);
    StringBuilder changes = new StringBuilder();
    book.changesSince(
        before,
        (bid, price, size) ->
            changes
                .append(changes.isEmpty() ? "[\"" : ",[\"")
                .append(bid ? "buy" : "sell")
                .append("\",\"")
                .append(kind.price(price))
                .append("\",\"")
                .append(kind.size(size))
                .append("\"]"));
    if (!changes.isEmpty()) {
      state.book = book;
      frames.add(
          CoinbaseMessages.l2update(product, changes, Micros.text(state.model.stepMicros(step))));
    }
  }

  private String ticker(ProductModel model, ModelTrade trade) {
    Product product = model.product();
    Match match = market.match(model, trade);
    Level bid =
        new Level(product.price(trade.touch().bid()), product.size(trade.touch().bidSize()));
    Level ask =
        new Level(product.price(trade.touch().ask()), product.size(trade.touch().askSize()));
    return CoinbaseMessages.ticker(product.id(), match, market.day(model, trade), bid, ask);
  }

  /** What the client knows of a product. */
  private static final class Told {

    private final ProductModel model;
    private long trade;
    private long nextTrade;
    private long step;
    private long nextHeartbeat;
    private @Nullable ModelBook book;

    Told(ProductModel model, long now) {
      this.model = model;
      step = model.step(now);
      nextHeartbeat = now;
      passTrades(now);
    }

    private void passTrades(long now) {
      if (nextTrade <= now) {
        trade = model.tradesUntil(now);
        nextTrade = model.timeOf(trade + 1);
      }
    }
  }
}
