package io.penstock.market.feed;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import io.penstock.market.tick.Venue;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Runs a real feed, over a real network, against a fake broker: all pauses, limits and watches of
 * the supervision go by a time that passes only when a test lets it.
 */
public final class VirtualRig implements AutoCloseable {

  private static final Instant BEGINNING = Instant.parse("2026-01-05T10:00:00Z");

  public final FakeBroker broker = new FakeBroker();
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  private final Clock clock =
      Clock.offset(new Virtual(time), Duration.between(Instant.EPOCH, BEGINNING));
  private final List<Duration> connects = new CopyOnWriteArrayList<>();
  private final List<Duration> requests = new CopyOnWriteArrayList<>();
  private @Nullable Duration lifetime;
  private @Nullable FeedSupervisor supervisor;
  private @Nullable FeedsRunner runner;

  /** Of pauses; nothing happens on it unless time passes. */
  public Scheduler scheduler() {
    return time;
  }

  /** Of the same time. */
  public Clock clock() {
    return clock;
  }

  public void pass(Duration span) {
    time.advanceTimeBy(span);
  }

  /** Since the beginning. */
  public Duration now() {
    return Virtual.now(time);
  }

  /** When requests were made, of lines and of the REST API's history. */
  public List<Duration> requests() {
    return List.copyOf(requests);
  }

  /** When connects were tried. */
  public List<Duration> connects() {
    return List.copyOf(connects);
  }

  /** Lines get a successor when they are as old as this, whatever the venue's rules are. */
  public void lineLives(Duration span) {
    lifetime = span;
  }

  /** With the pauses of production. */
  public void start(Feed feed) {
    start(feed, Duration.ofMillis(500), Duration.ofSeconds(30), 8);
  }

  /** As impatient as a setting can make it. */
  public void startWithoutPauses(Feed feed) {
    start(feed, Duration.ofMillis(1), Duration.ofMillis(1), 1_000_000);
  }

  private void start(Feed feed, Duration firstPause, Duration longestPause, int breaker) {
    Telemetry telemetry = new Telemetry(meters);
    FeedsProperties settings =
        new FeedsProperties(
            "one",
            new FeedsProperties.Reconnect(firstPause, longestPause),
            Duration.ofMinutes(1),
            new FeedsProperties.Breaker(breaker, Duration.ofMinutes(1)),
            Duration.ofMinutes(1));
    FeedTools tools = new FeedTools(settings, broker, telemetry, clock, time, new Random(7));
    Feed noted = new Noting(feed);
    supervisor = new FeedSupervisor(noted, new FeedCatalogue(noted, tools), tools);
    runner = new FeedsRunner(List.of(supervisor), telemetry);
    runner.start();
  }

  /** As at the end of the process: in order, and to its end. */
  public void stopInOrder() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    if (runner != null) {
      runner.stop(over::countDown);
      over.await();
    }
  }

  public int symbols() {
    return supervisor == null ? 0 : supervisor.status().symbols();
  }

  public double count(String metric) {
    return meters.find(metric).counters().stream().mapToDouble(counter -> counter.count()).sum();
  }

  /** What the venue said so far. */
  public double messages() {
    return meters.get("penstock.feed.messages").functionCounter().count();
  }

  @Override
  public void close() {
    if (runner != null) {
      runner.stop();
    }
  }

  /**
   * The same feed, with each connect noted, and with another lifetime of lines where one is set.
   */
  private final class Noting implements Feed {

    private final Feed feed;

    Noting(Feed feed) {
      this.feed = feed;
    }

    @Override
    public Venue venue() {
      return feed.venue();
    }

    @Override
    public FeedRules rules() {
      FeedRules rules = feed.rules();
      return lifetime == null
          ? rules
          : new FeedRules(
              rules.connects(),
              rules.requests(),
              rules.connectWithin(),
              rules.silence(),
              rules.mute(),
              rules.heartbeatsNameTrades(),
              rules.maxSymbols(),
              rules.pingAfter(),
              lifetime);
    }

    @Override
    public List<Symbol> symbols() {
      return feed.symbols();
    }

    @Override
    public Mono<List<Product>> products() {
      return feed.products();
    }

    @Override
    public Mono<List<Trade>> trades(TradeGap gap) {
      return noted(feed.trades(gap));
    }

    @Override
    public <T> Flux<T> connect(Function<FeedLine, Flux<T>> use) {
      return Flux.defer(() -> {
        connects.add(now());
        return feed.connect(line -> use.apply(new NotingLine(line)));
      });
    }
  }

  private <T> Mono<T> noted(Mono<T> request) {
    return Mono.defer(() -> {
      requests.add(now());
      return request;
    });
  }

  private final class NotingLine implements FeedLine {

    private final FeedLine line;

    NotingLine(FeedLine line) {
      this.line = line;
    }

    @Override
    public Flux<FeedMessage> messages() {
      return line.messages();
    }

    @Override
    public List<Mono<Void>> subscribe(List<Symbol> symbols) {
      return line.subscribe(symbols).stream().map(VirtualRig.this::noted).toList();
    }

    @Override
    public List<Mono<Void>> resync(Symbol symbol) {
      return line.resync(symbol).stream().map(VirtualRig.this::noted).toList();
    }

    @Override
    public Mono<Void> ping() {
      return noted(line.ping());
    }
  }
}
