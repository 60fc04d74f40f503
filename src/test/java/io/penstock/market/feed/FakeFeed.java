package io.penstock.market.feed;

import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Trade;
import io.penstock.market.tick.Venue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A venue whose lines do what a test says. */
final class FakeFeed implements Feed {

  static final Venue VENUE = new Venue("fake");

  static final FeedRules RULES =
      new FeedRules(
          Rate.perSecond(8, 20),
          Rate.perSecond(8, 20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(4),
          Duration.ofSeconds(5),
          true,
          500,
          null,
          null);

  final List<Duration> connects = new ArrayList<>();
  final List<FakeLine> lines = new ArrayList<>();
  private final VirtualTimeScheduler time;
  FeedRules rules = RULES;
  List<Symbol> symbols = List.of(new Symbol("BTC-USD"), new Symbol("ETH-USD"));
  Mono<List<Product>> products = Mono.just(List.of());

  /** Holes that were asked for. */
  final List<TradeGap> asked = new ArrayList<>();

  /** What the venue's REST API knows of a hole. */
  Function<TradeGap, Mono<List<Trade>>> history = gap -> Mono.just(List.of());

  /** What the next tries to connect come to. */
  Supplier<Mono<FakeLine>> next = () -> Mono.just(new FakeLine());

  FakeFeed(VirtualTimeScheduler time) {
    this.time = time;
  }

  /** Without heartbeats, and of a venue that ends its lines after a day. */
  static FeedRules rules(@Nullable Duration pingAfter, @Nullable Duration lifetime) {
    return new FeedRules(
        RULES.connects(),
        RULES.requests(),
        RULES.connectWithin(),
        Duration.ofSeconds(5),
        RULES.mute(),
        true,
        500,
        pingAfter,
        lifetime);
  }

  FakeLine line() {
    return lines.getLast();
  }

  @Override
  public Venue venue() {
    return VENUE;
  }

  @Override
  public FeedRules rules() {
    return rules;
  }

  @Override
  public List<Symbol> symbols() {
    return symbols;
  }

  @Override
  public Mono<List<Product>> products() {
    return products;
  }

  @Override
  public Mono<List<Trade>> trades(TradeGap gap) {
    return Mono.defer(() -> {
      asked.add(gap);
      return history.apply(gap);
    });
  }

  @Override
  public <T> Flux<T> connect(Function<FeedLine, Flux<T>> use) {
    return Flux.defer(() -> {
      connects.add(Virtual.now(time));
      return next.get()
          .doOnNext(lines::add)
          .flatMapMany(line -> use.apply(line).doFinally(end -> line.isClosed = true));
    });
  }

  /** An open line; keeps what is asked of it as texts such as {@code subscribe BTC-USD ETH-USD}. */
  static final class FakeLine implements FeedLine {

    final List<String> requests = new ArrayList<>();
    boolean isClosed;
    private final Sinks.Many<FeedMessage> messages = Sinks.many().unicast().onBackpressureBuffer();
    private final Flux<FeedMessage> source;

    FakeLine() {
      this.source = messages.asFlux();
    }

    FakeLine(Flux<FeedMessage> source) {
      this.source = source;
    }

    void say(FeedMessage message) {
      messages.tryEmitNext(message).orThrow();
    }

    void close() {
      messages.tryEmitComplete().orThrow();
    }

    void fail(Throwable error) {
      messages.tryEmitError(error).orThrow();
    }

    @Override
    public Flux<FeedMessage> messages() {
      return source;
    }

    @Override
    public List<Mono<Void>> subscribe(List<Symbol> symbols) {
      return List.of(
          request("subscribe " + String.join(" ", symbols.stream().map(Symbol::value).toList())));
    }

    @Override
    public List<Mono<Void>> resync(Symbol symbol) {
      return List.of(request("resync " + symbol));
    }

    @Override
    public Mono<Void> ping() {
      return request("ping");
    }

    private Mono<Void> request(String text) {
      return Mono.fromRunnable(() -> requests.add(text));
    }
  }
}
