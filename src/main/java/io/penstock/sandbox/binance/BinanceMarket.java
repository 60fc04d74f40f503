package io.penstock.sandbox.binance;

import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.Replay;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What the venue tells about. Used on the host's one event loop. */
interface BinanceMarket {

  /** Such as {@code BTCUSDT}, in the order of listing. */
  Set<String> symbols();

  /** The symbol as {@code exchangeInfo} shows it, a JSON object. */
  String describe(String symbol);

  /** What one connection is told from now on. */
  Line line(BinanceSubscriptions subscriptions, Dialect dialect);

  /**
   * The answer of {@code depth}, a JSON object; empty where none can be given in time.
   *
   * @param limit how many levels of each side at most
   * @param loop for waiting
   */
  Mono<String> depth(String symbol, int limit, Scheduler loop);

  /** Trades from that id on, the oldest first. */
  List<BinanceTrade> trades(String symbol, long fromId, int limit);

  /** The newest trades, the oldest of them first. */
  List<BinanceTrade> lastTrades(String symbol, int limit);

  /** From that id on, the oldest first. */
  List<Aggregate> aggregates(String symbol, long fromId, int limit);

  /** Within that time, both inclusive, in microseconds, the oldest first. */
  List<Aggregate> aggregatesWithin(String symbol, long from, long to, int limit);

  /** The newest, the oldest of them first. */
  List<Aggregate> lastAggregates(String symbol, int limit);

  /** What the venue's clock shows. */
  Instant time();

  /** Where a recording stands; null for a model. */
  default @Nullable Replay replay() {
    return null;
  }

  /** Releases what it holds; may be called on an event loop. */
  default Mono<Void> close() {
    return Mono.empty();
  }

  /** What a market tells one connection. Used by one thread. */
  interface Line {

    /** A stream was just subscribed to. */
    void joined(BinanceStream stream);

    /** What happens, in order, endless; it takes effect, and gives its frames, when it is run. */
    Flux<Happening> happenings(Scheduler loop);
  }
}
