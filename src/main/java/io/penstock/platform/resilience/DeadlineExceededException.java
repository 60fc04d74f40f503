package io.penstock.platform.resilience;

import java.time.Duration;

/**
 * All tries together took too long, code {@code deadline_exceeded}. Whether the other side did the
 * work is unknown.
 */
public final class DeadlineExceededException extends GuardException {

  private static final long serialVersionUID = 1L;

  DeadlineExceededException(String guard, Duration limit) {
    super("deadline_exceeded", guard, guard + " was not done within " + limit.toMillis() + " ms");
  }
}
