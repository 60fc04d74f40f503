package io.penstock.market.feed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.market.feed.FeedMessage.Heartbeat;
import io.penstock.market.feed.FeedMessage.LastTrade;
import io.penstock.market.feed.FeedMessage.Told;
import io.penstock.market.feed.FeedMessage.Unparsable;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Decimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A supervised fake feed in virtual time. */
final class FeedBench {

  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final Virtual clock = new Virtual(time);
  final FakeFeed feed = new FakeFeed(time);
  final FakeBroker broker = new FakeBroker();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final StopSignal stop = new StopSignal();
  FeedsProperties settings =
      new FeedsProperties(
          "one",
          new FeedsProperties.Reconnect(Duration.ofMillis(500), Duration.ofSeconds(30)),
          Duration.ofMinutes(1),
          new FeedsProperties.Breaker(8, Duration.ofMinutes(1)),
          Duration.ofMinutes(1));
  boolean hasEnded;
  private @Nullable FeedSupervisor supervisor;

  FeedTools tools() {
    return new FeedTools(settings, broker, new Telemetry(meters), clock, time, new Random(7));
  }

  FeedSupervisor supervisor() {
    if (supervisor == null) {
      FeedTools tools = tools();
      supervisor = new FeedSupervisor(feed, new FeedCatalogue(feed, tools), tools);
    }
    return supervisor;
  }

  Disposable start() {
    Disposable.Swap running = Disposables.swap();
    running.update(supervisor().run(stop).doOnSuccess(end -> hasEnded = true).subscribe());
    return running;
  }

  /** Both symbols live, with the last trades 100 and 500; what was told so far is forgotten. */
  void live() {
    start();
    say(snapshot("BTC-USD"));
    say(lastTrade("BTC-USD", 100));
    say(snapshot("ETH-USD"));
    say(lastTrade("ETH-USD", 500));
    broker.forget();
  }

  void pass(Duration span) {
    time.advanceTimeBy(span);
  }

  /** One second after the other, with something said in each. */
  void eachSecond(int seconds, Runnable saying) {
    for (int second = 0; second < seconds; second++) {
      saying.run();
      pass(Duration.ofSeconds(1));
    }
  }

  double count(String metric) {
    return meters.find(metric).counters().stream().mapToDouble(counter -> counter.count()).sum();
  }

  void say(FeedMessage message) {
    feed.line().say(message);
  }

  static Listing listing(String symbol) {
    return new Listing(new Symbol(symbol), FakeFeed.VENUE);
  }

  static Told trade(String symbol, long id) {
    Times times = Times.of(Instant.EPOCH, Instant.EPOCH);
    return new Told(
        new Trade(listing(symbol), id, Decimal.parse("2"), Decimal.parse("1"), Side.BUY, times));
  }

  static Told snapshot(String symbol) {
    return book(symbol, BookChange.Kind.SNAPSHOT);
  }

  static Told update(String symbol) {
    return book(symbol, BookChange.Kind.UPDATE);
  }

  private static Told book(String symbol, BookChange.Kind kind) {
    List<Level> bids = List.of(Level.of("1", "1"));
    return new Told(
        new BookChange(
            listing(symbol), kind, 0, bids, List.of(), Times.of(Instant.EPOCH, Instant.EPOCH)));
  }

  static LastTrade lastTrade(String symbol, long id) {
    return new LastTrade(listing(symbol), id);
  }

  static Heartbeat heartbeat(String symbol, long lastTradeId) {
    return new Heartbeat(listing(symbol), lastTradeId, Instant.EPOCH, Instant.EPOCH);
  }

  static Unparsable garbage(@Nullable String symbol) {
    return new Unparsable(
        "{garbage".getBytes(StandardCharsets.UTF_8),
        Instant.EPOCH,
        symbol == null ? null : new Symbol(symbol),
        "no JSON");
  }
}
