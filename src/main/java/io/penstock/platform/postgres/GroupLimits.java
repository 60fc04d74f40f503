package io.penstock.platform.postgres;

import java.time.Duration;

/**
 * The limits of a {@link GroupCommit}.
 *
 * @param batch commands in one transaction at most
 * @param lanes transactions at the same time at most; 1 keeps the commands in the order they were
 *     submitted
 * @param capacity commands unanswered at most, waiting and being written; one more is refused
 * @param deadline for the answer to a command
 */
public record GroupLimits(int batch, int lanes, int capacity, Duration deadline) {

  public GroupLimits {
    if (batch < 1 || batch > 10_000) {
      throw new IllegalArgumentException("batch must be 1 to 10000, was " + batch);
    }
    if (lanes < 1 || lanes > 100) {
      throw new IllegalArgumentException("lanes must be 1 to 100, was " + lanes);
    }
    if (capacity < 1 || capacity > 1_000_000) {
      throw new IllegalArgumentException("capacity must be 1 to 1000000, was " + capacity);
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline must be positive, was " + deadline);
    }
  }
}
