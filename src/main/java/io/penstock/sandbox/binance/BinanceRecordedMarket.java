package io.penstock.sandbox.binance;

import io.penstock.sandbox.venue.Frame;
import io.penstock.sandbox.venue.Happening;
import io.penstock.sandbox.venue.Play;
import io.penstock.sandbox.venue.Replay;
import io.penstock.sandbox.venue.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A recording of the venue. A book asked for before the playing has reached REST's recorded answer
 * is told when it does, byte for byte; after it, with all changes since.
 */
final class BinanceRecordedMarket implements BinanceMarket {

  /** How long a question for a book waits for its answer to be played. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(20);

  private final BinanceContents contents;
  private final Stage<BinanceFrame, BinanceKnown> stage;

  BinanceRecordedMarket(BinanceContents contents, Stage<BinanceFrame, BinanceKnown> stage) {
    this.contents = contents;
    this.stage = stage;
  }

  @Override
  public Set<String> symbols() {
    return contents.symbols();
  }

  @Override
  public String describe(String symbol) {
    return contents.describe(symbol);
  }

  @Override
  public Line line(BinanceSubscriptions subscriptions, Dialect dialect) {
    return new Recorded(subscriptions, dialect);
  }

  @Override
  public Mono<String> depth(String symbol, int limit, Scheduler loop) {
    Mono<String> now =
        Mono.fromSupplier(() -> known().depth(symbol))
            .map(depth -> BinanceMessages.depth(depth, limit));
    Mono<String> later =
        Flux.interval(LOOK, loop)
            .onBackpressureDrop()
            .take(PATIENCE.dividedBy(LOOK))
            .concatMap(tick -> Mono.fromSupplier(() -> known().answer(symbol)))
            .next();
    return now.switchIfEmpty(later);
  }

  private BinanceKnown known() {
    return stage.foremost().known();
  }

  @Override
  public List<BinanceTrade> trades(String symbol, long fromId, int limit) {
    return BinanceKnown.from(known().trades(symbol), BinanceTrade::id, fromId, limit);
  }

  @Override
  public List<BinanceTrade> lastTrades(String symbol, int limit) {
    return BinanceKnown.last(known().trades(symbol), limit);
  }

  @Override
  public List<Aggregate> aggregates(String symbol, long fromId, int limit) {
    return BinanceKnown.from(known().aggregates(symbol), Aggregate::id, fromId, limit);
  }

  @Override
  public List<Aggregate> aggregatesWithin(String symbol, long from, long to, int limit) {
    return known().aggregates(symbol).stream()
        .filter(aggregate -> aggregate.micros() >= from && aggregate.micros() <= to)
        .limit(limit)
        .toList();
  }

  @Override
  public List<Aggregate> lastAggregates(String symbol, int limit) {
    return BinanceKnown.last(known().aggregates(symbol), limit);
  }

  @Override
  public Instant time() {
    return stage.time();
  }

  @Override
  public Replay replay() {
    return stage.replay();
  }

  @Override
  public Mono<Void> close() {
    return stage.close();
  }

  /**
   * Plays the recording to one connection; of the frames those pass whose streams were subscribed
   * to, and what is no event of a stream and no answer.
   */
  private final class Recorded implements Line {

    private final BinanceSubscriptions subscriptions;
    private final Dialect dialect;
    private final Play<BinanceFrame, BinanceKnown> play;

    Recorded(BinanceSubscriptions subscriptions, Dialect dialect) {
      this.subscriptions = subscriptions;
      this.dialect = dialect;
      play = stage.play(self -> !subscriptions.isEmpty());
    }

    @Override
    public void joined(BinanceStream stream) {
      play.subscribed();
    }

    @Override
    public Flux<Happening> happenings(Scheduler loop) {
      return play.happenings(loop, this::tell, Flux.never());
    }

    private List<Frame> tell(BinanceFrame frame) {
      if (frame.isDepthAnswer() || frame.json().has("result") || frame.json().has("error")) {
        return List.of();
      }
      String stream = frame.stream();
      if (stream == null) {
        return Frame.of(frame.text());
      }
      if (!subscriptions.has(stream)) {
        return List.of();
      }
      return Frame.of(
          frame.isCombined() == dialect.isCombined()
              ? frame.text()
              : dialect.event(stream, frame.payload()));
    }
  }
}
