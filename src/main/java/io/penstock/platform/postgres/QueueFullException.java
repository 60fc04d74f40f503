package io.penstock.platform.postgres;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;
import java.time.Duration;

/** Not even queued, because as many commands as allowed wait already, code {@code overloaded}. */
public final class QueueFullException extends CodedException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  QueueFullException(String group, int capacity, Duration retryAfter) {
    super(
        "overloaded",
        RetryClass.PASSES,
        group + " has " + capacity + " commands unanswered and takes no more");
    this.retryAfter = retryAfter;
  }

  /** When half of what waits now should have been answered, by the pace of the last group. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
