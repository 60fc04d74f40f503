package io.penstock.sandbox.venue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Plays a recording to one connection. It begins once the client has subscribed and asked for
 * nothing more for {@link #SETTLED}, so that a client that subscribes by several messages misses
 * nothing.
 */
public final class Play<F, K> {

  public static final Duration SETTLED = Duration.ofMillis(100);

  private static final Duration LOOK = Duration.ofMillis(20);

  /** Frames read ahead of the client. */
  private static final int READ_AHEAD = 256;

  private final Stage<F, K> stage;
  private final Contents<F, K> contents;
  private final Playback<F, K> playback;
  private final Predicate<Play<F, K>> listens;
  private boolean subscribed;
  private int quietLooks;
  private long anchorNanos;
  private @Nullable Instant anchor;
  private @Nullable Instant next;

  Play(Stage<F, K> stage, Playback<F, K> playback, Predicate<Play<F, K>> listens) {
    this.stage = stage;
    this.playback = playback;
    this.listens = listens;
    contents = stage.recording().contents();
  }

  public Playback<F, K> playback() {
    return playback;
  }

  /** The venue's time at this connection's place. */
  public Instant time() {
    return playback.time(stage.speed(), next, stage.nowNanos());
  }

  /** The client has asked for something: the beginning waits a little longer. */
  public void subscribed() {
    subscribed = true;
  }

  /**
   * The frames at their moments, and others beside them. On cancel the place is kept for the next
   * connection.
   *
   * @param told what is sent of a frame
   * @param beside other things that happen to the connection
   */
  public Flux<Happening> happenings(
      Scheduler loop, Function<F, List<Frame>> told, Flux<Happening> beside) {
    Flux<Happening> frames =
        settled(loop)
            .thenMany(Flux.defer(this::turns))
            .publishOn(loop, READ_AHEAD)
            .concatMap(turn -> paced(turn, loop))
            .<Happening>map(turn -> () -> play(turn, told))
            .concatWithValues(this::finish);
    return Flux.merge(frames, beside).doFinally(signal -> stage.giveBack(playback));
  }

  /** Completes when the client has subscribed and asked for nothing more for a while. */
  private Mono<Void> settled(Scheduler loop) {
    return Flux.interval(LOOK, loop)
        .onBackpressureDrop()
        .takeUntil(tick -> quietLooks() >= SETTLED.dividedBy(LOOK))
        .then();
  }

  private int quietLooks() {
    quietLooks = subscribed || !listens.test(this) ? 0 : quietLooks + 1;
    subscribed = false;
    return quietLooks;
  }

  /** The rest of the recording, and again from its beginning where it is looped. */
  private Flux<Turn<F>> turns() {
    if (playback.isDone()) {
      return Flux.empty();
    }
    Flux<Turn<F>> rest = turns(playback.round(), playback.played());
    if (stage.isLooped()) {
      AtomicInteger round = new AtomicInteger(playback.round());
      rest = rest.concatWith(Flux.defer(() -> turns(round.incrementAndGet(), 0)).repeat());
    }
    return rest.subscribeOn(stage.reader());
  }

  private Flux<Turn<F>> turns(int round, long skip) {
    return stage
        .recording()
        .frames(skip)
        .index(
            (index, frame) -> new Turn<>(round, skip + index + 1, contents.shifted(frame, round)));
  }

  /**
   * The frame at its moment: as long after the first one played here as it was received after it.
   */
  private Mono<Turn<F>> paced(Turn<F> turn, Scheduler loop) {
    Instant received = turn.frame == null ? null : contents.received(turn.frame);
    if (received == null || stage.speed().isMax()) {
      return Mono.just(turn);
    }
    long now = stage.nowNanos();
    if (anchor == null) {
      anchor = received;
      anchorNanos = now;
    }
    next = received;
    Duration wait =
        stage.speed().played(Duration.between(anchor, received)).minusNanos(now - anchorNanos);
    return wait.isPositive() ? Mono.delay(wait, loop).thenReturn(turn) : Mono.just(turn);
  }

  private List<Frame> play(Turn<F> turn, Function<F, List<Frame>> told) {
    F frame = turn.frame;
    playback.play(turn.round, turn.number, frame, stage.nowNanos());
    stage.stepped(playback);
    return frame == null ? List.of() : told.apply(frame);
  }

  private List<Frame> finish() {
    if (!playback.isDone()) {
      playback.finish();
      stage.finished(playback);
    }
    return List.of();
  }

  /**
   * A step of the playback.
   *
   * @param number of the frame in its round, 1 for the first
   * @param frame null where the round leaves it out
   */
  private record Turn<F>(int round, long number, @Nullable F frame) {}
}
