package io.penstock.sandbox;

import io.penstock.sandbox.Market.Book;
import io.penstock.sandbox.Market.Match;
import io.penstock.sandbox.Playback.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Plays a recording to one connection. It begins once the client has subscribed and asked for
 * nothing more for {@link #SETTLED}, so that a client that subscribes by several messages misses
 * nothing. Of the frames those pass that were subscribed to, byte for byte; frames about no product
 * pass always.
 *
 * <p>Heartbeats of its own come where the recording has none, and after its end: with the
 * recording's last trade ids and a time that runs on from the last frame's, so the client sees
 * neither silence nor a gap.
 */
final class RecordedLine implements MarketLine {

  static final Duration SETTLED = Duration.ofMillis(100);

  private static final Duration LOOK = Duration.ofMillis(20);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** Frames read ahead of the client. */
  private static final int READ_AHEAD = 256;

  private final RecordedMarket market;
  private final Subscriptions subscriptions;
  private final Playback playback;
  private final Rounds rounds;
  private boolean subscribed;
  private int quietLooks;
  private long anchorNanos;
  private @Nullable Instant anchor;
  private @Nullable Instant next;
  private Instant lastHeartbeat = Instant.MIN;

  RecordedLine(RecordedMarket market, Subscriptions subscriptions) {
    this.market = market;
    this.subscriptions = subscriptions;
    playback = market.take();
    rounds = new Rounds(market.recording().summary());
  }

  @Override
  public Flux<Happening> happenings(Scheduler loop) {
    Flux<Happening> frames =
        settled(loop)
            .thenMany(Flux.defer(this::turns))
            .publishOn(loop, READ_AHEAD)
            .concatMap(turn -> paced(turn, loop))
            .<Happening>map(turn -> () -> play(turn))
            .concatWithValues(this::finish);
    Flux<Happening> heartbeats =
        Flux.interval(HEARTBEAT, loop).onBackpressureDrop().map(tick -> this::heartbeats);
    return Flux.merge(frames, heartbeats).doFinally(signal -> market.giveBack(playback));
  }

  @Override
  public List<String> joined(Channel channel, String product) {
    subscribed = true;
    Known known = playback.product(product);
    if (known == null) {
      return List.of();
    }
    return switch (channel) {
      case LEVEL2 -> {
        Book book = known.book(market.time());
        yield book == null ? List.of() : List.of(ExchangeMessages.snapshot(product, book));
      }
      case MATCHES -> {
        Match match = known.lastMatch();
        yield match == null
            ? List.of()
            : List.of(ExchangeMessages.match("last_match", product, match));
      }
      case TICKER -> {
        RecordedFrame ticker = known.ticker();
        yield ticker == null ? List.of() : List.of(ticker.text());
      }
      case HEARTBEAT -> List.of();
    };
  }

  /** Completes when the client has subscribed and asked for nothing more for a while. */
  private Mono<Void> settled(Scheduler loop) {
    return Flux.interval(LOOK, loop)
        .onBackpressureDrop()
        .takeUntil(tick -> quietLooks() >= SETTLED.dividedBy(LOOK))
        .then();
  }

  private int quietLooks() {
    quietLooks = subscribed || subscriptions.isEmpty() ? 0 : quietLooks + 1;
    subscribed = false;
    return quietLooks;
  }

  /** The rest of the recording, and again from its beginning where it is looped. */
  private Flux<Turn> turns() {
    if (playback.isDone()) {
      return Flux.empty();
    }
    Flux<Turn> rest = turns(playback.round(), playback.played());
    if (market.isLooped()) {
      AtomicInteger round = new AtomicInteger(playback.round());
      rest = rest.concatWith(Flux.defer(() -> turns(round.incrementAndGet(), 0)).repeat());
    }
    return rest.subscribeOn(market.reader());
  }

  private Flux<Turn> turns(int round, long skip) {
    return market
        .recording()
        .frames(skip)
        .index((index, frame) -> new Turn(round, skip + index + 1, rounds.shifted(frame, round)));
  }

  /**
   * The frame at its moment: as long after the first one played here as it was received after it.
   */
  private Mono<Turn> paced(Turn turn, Scheduler loop) {
    Instant received = turn.frame == null ? null : turn.frame.received();
    if (received == null || market.speed().isMax()) {
      return Mono.just(turn);
    }
    long now = market.nowNanos();
    if (anchor == null) {
      anchor = received;
      anchorNanos = now;
    }
    next = received;
    Duration wait =
        market.speed().played(Duration.between(anchor, received)).minusNanos(now - anchorNanos);
    return wait.isPositive() ? Mono.delay(wait, loop).thenReturn(turn) : Mono.just(turn);
  }

  private List<String> play(Turn turn) {
    RecordedFrame frame = turn.frame;
    playback.play(turn.round, turn.number, frame, market.nowNanos());
    market.stepped(playback);
    return frame != null && isWanted(frame) ? List.of(frame.text()) : List.of();
  }

  private List<String> finish() {
    if (!playback.isDone()) {
      playback.finish();
      market.finished(playback);
    }
    return List.of();
  }

  private boolean isWanted(RecordedFrame frame) {
    String product = frame.product();
    if (product == null) {
      return true;
    }
    Channel channel = frame.channel();
    return channel == null
        ? subscriptions.products().contains(product)
        : subscriptions.has(channel, product);
  }

  private List<String> heartbeats() {
    if (market.recording().summary().hasHeartbeats() && !playback.isDone()) {
      return List.of();
    }
    Instant time = playback.time(market.speed(), next, market.nowNanos());
    lastHeartbeat = time.isAfter(lastHeartbeat) ? time : lastHeartbeat;
    List<String> frames = new ArrayList<>();
    for (String product : subscriptions.byChannel().getOrDefault(Channel.HEARTBEAT, Set.of())) {
      Known known = playback.product(product);
      if (known != null && known.lastTradeId() > 0) {
        frames.add(
            ExchangeMessages.heartbeat(
                product,
                known.sequence(),
                known.lastTradeId(),
                ExchangeMessages.time(lastHeartbeat)));
      }
    }
    return frames;
  }

  /**
   * A step of the playback.
   *
   * @param number of the frame in its round, 1 for the first
   * @param frame null where the round leaves it out
   */
  private record Turn(int round, long number, @Nullable RecordedFrame frame) {}
}
