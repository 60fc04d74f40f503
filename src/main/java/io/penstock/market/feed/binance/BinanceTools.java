package io.penstock.market.feed.binance;

import java.time.Clock;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/**
 * What all parts of the feed share.
 *
 * @param scheduler of pauses, and of work that is too long for an event loop
 * @param random of jitter
 */
record BinanceTools(
    BinanceProperties settings,
    BinanceSymbols symbols,
    BinanceParser parser,
    Clock clock,
    Scheduler scheduler,
    RandomGenerator random) {

  static BinanceTools of(
      BinanceProperties settings, Clock clock, Scheduler scheduler, RandomGenerator random) {
    BinanceSymbols symbols = new BinanceSymbols();
    return new BinanceTools(
        settings, symbols, new BinanceParser(symbols), clock, scheduler, random);
  }
}
