package io.penstock.market.feed;

import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import io.penstock.market.tick.Venue;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One venue that can be read. It translates and keeps no watch: pacing, stall watch and reconnects
 * are the work of the {@link FeedsRunner}, the same for every venue.
 */
public interface Feed {

  Venue venue();

  FeedRules rules();

  /** The symbols to read, in order of importance; empty: whatever the venue lists as online. */
  List<Symbol> symbols();

  /** All that the venue lists now, by its REST API. One list, or an error. */
  Mono<List<Product>> products();

  /**
   * Trades that were missed, from the venue's history, the oldest first: all of them, or a part at
   * either end, as many as one request brings; the rest is asked for again. One list, empty where
   * the venue has none of them; or an error.
   */
  Mono<List<Trade>> trades(TradeGap gap);

  /**
   * Connects when subscribed, and closes the line on every path: when what was made of it ends,
   * fails or is cancelled.
   *
   * @param use makes of an open line what the caller wants; called once
   */
  <T> Flux<T> connect(Function<FeedLine, Flux<T>> use);
}
