package io.penstock.sandbox.venue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place in a recording and what the venue had told there. It outlives connections, so that the
 * next one goes on from it. Used by one thread.
 */
public final class Playback<F, K> {

  private final Contents<F, K> contents;
  private final K known;
  private int round = 1;
  private long played;
  private boolean done;
  private Instant time;
  private long playedAtNanos;
  private @Nullable Instant received;

  Playback(Contents<F, K> contents) {
    this.contents = contents;
    known = contents.nothing();
    time = contents.begin();
  }

  /** What the venue had told. */
  public K known() {
    return known;
  }

  /** Frames of this round that were played. */
  public long played() {
    return played;
  }

  /** 1 for the first. */
  public int round() {
    return round;
  }

  public boolean isDone() {
    return done;
  }

  void finish() {
    done = true;
  }

  /** Takes a step. The frame is null where the round leaves it out. */
  void play(int inRound, long number, @Nullable F frame, long nowNanos) {
    round = inRound;
    played = number;
    if (frame == null) {
      return;
    }
    playedAtNanos = nowNanos;
    Instant frameReceived = contents.received(frame);
    received = frameReceived == null ? received : frameReceived;
    Instant told = contents.time(frame);
    time = told != null && told.isAfter(time) ? told : time;
    contents.learn(known, frame, inRound);
  }

  /**
   * The venue's time: that of the last frame, and what passed since. Until the next frame it never
   * runs past it.
   *
   * @param next when the next frame was received, or null where that is unknown
   */
  public Instant time(ReplaySpeed speed, @Nullable Instant next, long nowNanos) {
    Duration since = Duration.ofNanos(Math.max(0, nowNanos - playedAtNanos));
    if (done) {
      return time.plus(since);
    }
    Duration gap =
        received == null || next == null ? Duration.ZERO : Duration.between(received, next);
    Duration passed = speed.recorded(since);
    return passed.compareTo(gap) < 0
        ? time.plus(passed)
        : time.plus(gap.isNegative() ? Duration.ZERO : gap);
  }
}
