package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.ProductModel;
import io.penstock.sandbox.venue.ProductModel.ModelTrade;
import io.penstock.sandbox.venue.ProductModel.Touch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Tells one connection what the model has become since it was last asked. It remembers per symbol
 * which trade and which step were told last, and the book as the client has it: what a slow client
 * did not read is computed when it does, and a book that moved many steps is told as one
 * difference.
 */
final class KrakenModelLine implements KrakenMarket.Line {

  /** How often it is looked whether something happened; trades are told this late at most. */
  private static final Duration LOOK = Duration.ofMillis(10);

  /** Trades of one symbol told at a time; the rest follow at the next look. */
  private static final int TRADES_AT_ONCE = 500;

  private static final int TRADES_OF_A_SNAPSHOT = 50;

  private final KrakenModelMarket market;
  private final KrakenSubscriptions subscriptions;
  private final Map<String, Told> told = new HashMap<>();

  KrakenModelLine(KrakenModelMarket market, KrakenSubscriptions subscriptions) {
    this.market = market;
    this.subscriptions = subscriptions;
  }

  @Override
  public Flux<Happening> happenings(Scheduler loop) {
    return Flux.interval(LOOK, loop).onBackpressureDrop().map(tick -> () -> Frame.texts(due()));
  }

  @Override
  public List<Frame> joined(KrakenRequest request, KrakenChannel channel, String symbol) {
    Told state = told.computeIfAbsent(symbol, id -> new Told(market, id));
    return switch (channel) {
      case BOOK -> {
        KrakenBook book =
            new KrakenBook(state.instrument, request.depth(), state.model.book(state.step));
        state.book = book;
        yield request.snapshot()
            ? Frame.of(book.snapshot(state.model.stepMicros(state.step)))
            : List.of();
      }
      case TRADE ->
          request.snapshot()
              ? Frame.of(
                  KrakenMessages.trades(
                      "snapshot",
                      state.instrument,
                      market.lastTrades(state.model, state.trade, TRADES_OF_A_SNAPSHOT)))
              : List.of();
      case TICKER -> {
        Touch touch = state.model.touch(state.step);
        state.touch = touch;
        yield request.snapshot()
            ? Frame.of(
                KrakenMessages.ticker(
                    "snapshot",
                    state.instrument,
                    market.ticker(
                        state.model,
                        state.model.trade(state.trade),
                        touch,
                        state.model.stepMicros(state.step))))
            : List.of();
      }
      case INSTRUMENT -> List.of();
    };
  }

  /** What happened until now and was not told yet, in the order it happened to each symbol. */
  List<String> due() {
    Set<String> symbols = subscriptions.symbols();
    told.keySet().retainAll(symbols);
    long now = market.nowMicros();
    List<String> frames = new ArrayList<>();
    for (String symbol : symbols) {
      Told state = told.get(symbol);
      if (state != null) {
        tell(symbol, state, now, frames);
      }
    }
    return frames;
  }

  private void tell(String symbol, Told state, long now, List<String> frames) {
    ProductModel model = state.model;
    boolean trades = subscriptions.hasTrades(symbol);
    String trigger = subscriptions.trigger(symbol);
    state.forget(subscriptions.depth(symbol) == null, trigger == null);
    if (!trades && !KrakenRequest.ON_TRADES.equals(trigger)) {
      state.passTrades(now);
    }
    int count = 0;
    while (state.nextTrade <= now && count < TRADES_AT_ONCE) {
      long step = model.step(state.nextTrade);
      move(state, step, trigger, frames);
      List<KrakenTrade> together = new ArrayList<>();
      ModelTrade last = model.trade(state.trade + 1);
      while (state.nextTrade <= now && model.step(state.nextTrade) == step) {
        last = model.trade(state.trade + 1);
        together.add(KrakenModelMarket.trade(last));
        state.trade = last.id();
        state.nextTrade = model.timeOf(last.id() + 1);
        count++;
      }
      if (trades) {
        frames.add(KrakenMessages.trades("update", state.instrument, together));
      }
      if (KrakenRequest.ON_TRADES.equals(trigger)) {
        frames.add(ticker(state, last, last.touch(), last.micros()));
      }
    }
    if (state.nextTrade > now) {
      move(state, model.step(now), trigger, frames);
    }
  }

  /** Goes on to a step: tells the book and, where it was asked for, the best prices. */
  private void move(Told state, long step, @Nullable String trigger, List<String> frames) {
    if (step <= state.step) {
      return;
    }
    state.step = step;
    long micros = state.model.stepMicros(step);
    KrakenBook book = state.book;
    if (book != null) {
      String update = book.update(state.model.book(step), micros);
      if (update != null) {
        frames.add(update);
      }
    }
    if (KrakenRequest.ON_BEST_PRICES.equals(trigger)) {
      Touch touch = state.model.touch(step);
      if (!touch.equals(state.touch)) {
        state.touch = touch;
        frames.add(
            ticker(state, state.model.trade(state.model.tradesUntil(micros)), touch, micros));
      }
    }
  }

  private String ticker(Told state, ModelTrade last, Touch touch, long micros) {
    return KrakenMessages.ticker(
        "update", state.instrument, market.ticker(state.model, last, touch, micros));
  }

  /** What the client knows of a symbol. */
  private static final class Told {

    private final ProductModel model;
    private final Instrument instrument;
    private long trade;
    private long nextTrade;
    private long step;
    private @Nullable KrakenBook book;
    private @Nullable Touch touch;

    Told(KrakenModelMarket market, String symbol) {
      model = market.model(symbol);
      instrument = market.instrument(symbol);
      long now = market.nowMicros();
      step = model.step(now);
      passTrades(now);
    }

    private void passTrades(long now) {
      if (nextTrade <= now) {
        trade = model.tradesUntil(now);
        nextTrade = model.timeOf(trade + 1);
      }
    }

    private void forget(boolean theBook, boolean theTouch) {
      book = theBook ? null : book;
      touch = theTouch ? null : touch;
    }
  }
}
