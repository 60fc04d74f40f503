package io.penstock.sandbox.binance;

import io.penstock.sandbox.binance.BinanceStream.Kind;
import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.Level;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.Product;
import io.penstock.sandbox.venue.ProductModel;
import io.penstock.sandbox.venue.ProductModel.Touch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Tells one connection what the model has become since it was last asked, step by step: what a slow
 * client did not read is computed when it does. Steps cannot be put together as elsewhere, because
 * a book that REST told in the middle of them has to fit; a client that is a minute behind is cut
 * off, as the real venue does.
 */
final class BinanceModelLine implements BinanceMarket.Line {

  /** How often it is looked whether something happened; trades are told this late at most. */
  private static final Duration LOOK = Duration.ofMillis(10);

  /** Of one symbol, at a look; the rest follows at the next one. */
  private static final int STEPS_AT_ONCE = 100;

  private static final int TRADES_AT_ONCE = 500;

  private static final long FARTHEST_BEHIND_MICROS = 60_000_000;

  private final BinanceModelMarket market;
  private final BinanceSubscriptions subscriptions;
  private final Dialect dialect;
  private final Map<String, Told> told = new HashMap<>();

  BinanceModelLine(BinanceModelMarket market, BinanceSubscriptions subscriptions, Dialect dialect) {
    this.market = market;
    this.subscriptions = subscriptions;
    this.dialect = dialect;
  }

  @Override
  public Flux<Happening> happenings(Scheduler loop) {
    return Flux.interval(LOOK, loop).onBackpressureDrop().map(tick -> this::due);
  }

  @Override
  public void joined(BinanceStream stream) {
    if (market.has(stream.symbol())) {
      told.computeIfAbsent(stream.symbol(), symbol -> new Told(market, symbol)).join(stream.kind());
    }
  }

  /** What happened until now and was not told yet, in the order it happened to each symbol. */
  List<Frame> due() {
    told.keySet().retainAll(subscriptions.symbols());
    long now = market.nowMicros();
    List<String> messages = new ArrayList<>();
    for (Map.Entry<String, Told> entry : told.entrySet()) {
      Told state = entry.getValue();
      if (now - state.model.stepMicros(state.step) > FARTHEST_BEHIND_MICROS) {
        return List.of(new Frame.Cut());
      }
      tell(entry.getKey(), state, now, messages);
    }
    return Frame.texts(messages);
  }

  private void tell(String symbol, Told state, long now, List<String> messages) {
    String trades = subscriptions.stream(symbol, Kind.TRADE);
    String aggregates = subscriptions.stream(symbol, Kind.AGGREGATE);
    long last = state.model.step(now);
    if (trades == null && aggregates == null) {
      state.passTrades(now);
    }
    state.leave(subscriptions, symbol);
    int count = 0;
    for (int steps = 0; steps <= STEPS_AT_ONCE; steps++) {
      while (state.nextTrade <= now && state.model.step(state.nextTrade) <= state.step) {
        if (count++ == TRADES_AT_ONCE) {
          return;
        }
        tellTrade(symbol, state, trades, aggregates, messages);
      }
      if (state.step >= last || steps == STEPS_AT_ONCE) {
        return;
      }
      state.step = state.isStepped() ? state.step + 1 : Math.min(last, state.nextStep());
      tellStep(symbol, state, messages);
    }
  }

  private void tellTrade(
      String symbol,
      Told state,
      @Nullable String trades,
      @Nullable String aggregates,
      List<String> messages) {
    BinanceTrade trade = BinanceModelMarket.trade(state.model, state.model.trade(state.trade + 1));
    state.trade = trade.id();
    state.nextTrade = state.model.timeOf(trade.id() + 1);
    if (trades != null) {
      messages.add(dialect.event(trades, BinanceMessages.trade(symbol, trade, dialect)));
    }
    if (aggregates != null) {
      messages.add(
          dialect.event(
              aggregates,
              BinanceMessages.aggregate(symbol, BinanceModelMarket.aggregate(trade), dialect)));
    }
  }

  private void tellStep(String symbol, Told state, List<String> messages) {
    String tickers = subscriptions.stream(symbol, Kind.BOOK_TICKER);
    if (tickers != null) {
      Touch touch = state.model.touch(state.step);
      if (!touch.equals(state.touch)) {
        state.touch = touch;
        messages.add(dialect.event(tickers, bookTicker(symbol, state, touch)));
      }
    }
    ModelBook before = state.book;
    if (before == null) {
      return;
    }
    ModelBook book = state.model.book(state.step);
    state.book = book;
    state.changes.forEach((kind, changes) -> {
      changes.add(book, before);
      String stream = subscriptions.stream(symbol, kind);
      if (stream != null && state.step % changes.everySteps == 0) {
        String update = changes.tell(symbol, state, dialect);
        if (update != null) {
          messages.add(dialect.event(stream, update));
        }
      }
    });
  }

  private static String bookTicker(String symbol, Told state, Touch touch) {
    Product product = state.model.product();
    return BinanceMessages.bookTicker(
        symbol,
        BinanceModelMarket.updateId(state.step),
        BinanceModelMarket.level(product, touch.bid(), touch.bidSize()),
        BinanceModelMarket.level(product, touch.ask(), touch.askSize()));
  }

  /** What the client knows of a symbol. */
  private static final class Told {

    private final ProductModel model;
    private final Map<Kind, Changes> changes = new EnumMap<>(Kind.class);
    private long trade;
    private long nextTrade;
    private long step;
    private boolean quotes;
    private @Nullable Touch touch;
    private @Nullable ModelBook book;

    Told(BinanceModelMarket market, String symbol) {
      model = market.model(symbol);
      long now = market.nowMicros();
      step = model.step(now);
      passTrades(now);
    }

    private void join(Kind kind) {
      switch (kind) {
        case DEPTH_100, DEPTH_1000 -> {
          changes.put(kind, new Changes(kind == Kind.DEPTH_100 ? 2 : 20, step));
          book = book == null ? model.book(step) : book;
        }
        case BOOK_TICKER -> {
          touch = model.touch(step);
          quotes = true;
        }
        case TRADE, AGGREGATE, NOTHING -> {}
      }
    }

    private void leave(BinanceSubscriptions subscriptions, String symbol) {
      changes.keySet().removeIf(kind -> subscriptions.stream(symbol, kind) == null);
      book = changes.isEmpty() ? null : book;
      quotes = quotes && subscriptions.stream(symbol, Kind.BOOK_TICKER) != null;
    }

    /** Whether each step has to be looked at. */
    private boolean isStepped() {
      return quotes || book != null;
    }

    /** The one at which something happens next, when only trades do. */
    private long nextStep() {
      return Math.max(step + 1, model.step(nextTrade));
    }

    private void passTrades(long now) {
      if (nextTrade <= now) {
        trade = model.tradesUntil(now);
        nextTrade = model.timeOf(trade + 1);
      }
    }
  }

  /** Levels touched since the last event of a stream of changes. */
  private static final class Changes {

    private final int everySteps;
    private final NavigableMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
    private final NavigableMap<Long, Long> asks = new TreeMap<>();
    private long lastUpdate;

    Changes(int everySteps, long step) {
      this.everySteps = everySteps;
      lastUpdate = BinanceModelMarket.updateId(step);
    }

    private void add(ModelBook book, ModelBook before) {
      book.changesSince(before, (bid, price, size) -> (bid ? bids : asks).put(price, size));
    }

    /** Null where nothing was touched: its ids are part of the next event. */
    private @Nullable String tell(String symbol, Told state, Dialect dialect) {
      if (bids.isEmpty() && asks.isEmpty()) {
        return null;
      }
      long first = lastUpdate + 1;
      lastUpdate = BinanceModelMarket.updateId(state.step);
      Product product = state.model.product();
      String update =
          BinanceMessages.depthUpdate(
              symbol,
              first,
              lastUpdate,
              levels(product, bids),
              levels(product, asks),
              dialect.time(state.model.stepMicros(state.step)));
      bids.clear();
      asks.clear();
      return update;
    }

    private static List<Level> levels(Product product, NavigableMap<Long, Long> side) {
      List<Level> levels = new ArrayList<>(side.size());
      side.forEach((price, size) -> levels.add(BinanceModelMarket.level(product, price, size)));
      return levels;
    }
  }
}
