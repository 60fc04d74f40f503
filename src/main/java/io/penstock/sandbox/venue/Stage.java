package io.penstock.sandbox.venue;

import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A recording, played to whoever subscribes. The first connection plays it from the first frame;
 * one that comes after another has left goes on from there; one that comes while another listens
 * begins anew. REST tells what the connection that is furthest has been told.
 */
public final class Stage<F, K> {

  private final Recording<F, K> recording;
  private final ReplaySpeed speed;
  private final boolean loop;
  private final Scheduler reader;
  private final Clock clock;
  private final Telemetry telemetry;
  private final Comparator<Playback<F, K>> place;
  private final List<Playback<F, K>> left = new ArrayList<>();
  private Playback<F, K> foremost;
  private volatile Replay replay;

  /**
   * @param loop whether it begins again after its last frame
   * @param reader may block; disposed with the stage
   * @throws RecordingException when it is to be looped and cannot be
   */
  public Stage(
      Recording<F, K> recording,
      ReplaySpeed speed,
      boolean loop,
      Scheduler reader,
      Clock clock,
      Telemetry telemetry) {
    this.recording = recording;
    this.speed = speed;
    this.loop = loop;
    this.reader = reader;
    this.clock = clock;
    this.telemetry = telemetry;
    String against = recording.contents().reasonAgainstLoop();
    if (loop && against != null) {
      throw new RecordingException(
          "Recording " + recording.path() + " cannot be played in a loop: " + against + ".");
    }
    place =
        Comparator.<Playback<F, K>>comparingInt(Playback::round)
            .thenComparingLong(Playback::played);
    foremost = new Playback<>(recording.contents());
    left.add(foremost);
    replay = replayOf(foremost);
  }

  public Recording<F, K> recording() {
    return recording;
  }

  public ReplaySpeed speed() {
    return speed;
  }

  boolean isLooped() {
    return loop;
  }

  Scheduler reader() {
    return reader;
  }

  public long nowNanos() {
    return Micros.of(clock.instant()) * 1_000;
  }

  /** Where REST looks. */
  public Playback<F, K> foremost() {
    return foremost;
  }

  /** The venue's time at the foremost place. */
  public Instant time() {
    return foremost.time(speed, null, nowNanos());
  }

  public Replay replay() {
    return replay;
  }

  /**
   * A play for a connection that begins now: from the furthest place that nobody listens from, or a
   * new one at the first frame.
   *
   * @param subscribed whether the connection listens to anything; it begins when it does
   */
  public Play<F, K> play(Predicate<Play<F, K>> subscribed) {
    Playback<F, K> free =
        left.stream().max(place).orElseGet(() -> new Playback<>(recording.contents()));
    left.remove(free);
    return new Play<>(this, free, subscribed);
  }

  void giveBack(Playback<F, K> playback) {
    left.add(playback);
  }

  /** Called after each step of a playback. */
  void stepped(Playback<F, K> playback) {
    if (place.compare(playback, foremost) >= 0) {
      foremost = playback;
      replay = replayOf(playback);
    }
  }

  /** Called after the last frame of a recording that is not looped. */
  void finished(Playback<F, K> playback) {
    stepped(playback);
    telemetry.report(
        new SandboxOccurrence.ReplayFinished(recording.path().toString(), playback.played()));
  }

  /** May be called on an event loop: ending the reader's threads waits for their locks. */
  public Mono<Void> close() {
    return Mono.<Void>fromRunnable(reader::dispose).subscribeOn(Schedulers.boundedElastic());
  }

  private Replay replayOf(Playback<F, K> playback) {
    return new Replay(
        recording.path().toString(),
        playback.played(),
        recording.frames(),
        playback.round(),
        playback.isDone());
  }
}
