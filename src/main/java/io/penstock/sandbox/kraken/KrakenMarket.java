package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.Replay;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What the venue tells about. Used on the host's one event loop. */
interface KrakenMarket {

  /** Such as {@code BTC/USD}, in the order of listing. */
  Set<String> symbols();

  /** Of a symbol that is listed. */
  Instrument instrument(String symbol);

  /** What one connection is told from now on. */
  Line line(KrakenSubscriptions subscriptions);

  /** Trades after that moment, the oldest first, at most {@code limit}. */
  List<KrakenTrade> tradesAfter(String symbol, long micros, int limit);

  /** The newest trades, the oldest of them first. */
  List<KrakenTrade> lastTrades(String symbol, int limit);

  /** The book of this moment, or null where none is known yet. */
  @Nullable ModelBook book(String symbol);

  /** What the venue's clock shows. */
  Instant time();

  /** Where a recording stands; null for a model. */
  default @Nullable Replay replay() {
    return null;
  }

  /** Whether a book of that depth can be told. */
  default boolean hasDepth(int depth) {
    return KrakenRequest.DEPTHS.contains(depth);
  }

  /** Releases what it holds; may be called on an event loop. */
  default Mono<Void> close() {
    return Mono.empty();
  }

  /** What a market tells one connection. Used by one thread. */
  interface Line {

    /** What has to be told at once about what was just subscribed to. */
    List<Frame> joined(KrakenRequest request, KrakenChannel channel, String symbol);

    /** What happens, in order, endless; it takes effect, and gives its frames, when it is run. */
    Flux<Happening> happenings(Scheduler loop);
  }
}
