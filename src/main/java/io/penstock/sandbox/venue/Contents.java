package io.penstock.sandbox.venue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is in a venue's recording as a whole, and how its lines are read: filled once while the
 * recording is read through, then only asked.
 *
 * @param <F> a frame, as the venue reads it
 * @param <K> what the venue has told when some of them were played
 */
public interface Contents<F, K> {

  /** The venue, {@code binance}. */
  String venue();

  /** Whether this is a line that only this venue says. */
  boolean knows(Line line);

  /** Takes in a line, whether it is {@link #isPlayed played} or not. */
  void add(Line line);

  /** Whether the line is a step of the playing. */
  boolean isPlayed(Line line);

  F read(Line line);

  /**
   * The frame as of that round, or null for one that has no place in a later round.
   *
   * @param round 1 for the first
   */
  @Nullable F shifted(F frame, int round);

  /** Why it cannot be played again after its end, as the end of a sentence; null where it can. */
  default @Nullable String reasonAgainstLoop() {
    return null;
  }

  /** When it was received, or null where that is unknown. */
  @Nullable Instant received(F frame);

  /** The venue's time, or null where the frame carries none. */
  @Nullable Instant time(F frame);

  /** The time at which it begins. */
  Instant begin();

  /** What is known before the first frame. */
  K nothing();

  /** Adds what the frame tells. */
  void learn(K known, F frame, int round);
}
