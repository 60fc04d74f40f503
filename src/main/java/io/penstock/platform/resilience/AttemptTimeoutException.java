package io.penstock.platform.resilience;

import java.time.Duration;

/**
 * One try got no answer in time, code {@code attempt_timeout}. Whether the other side did the work
 * is unknown.
 */
public final class AttemptTimeoutException extends GuardException {

  private static final long serialVersionUID = 1L;

  AttemptTimeoutException(String guard, Duration limit) {
    super("attempt_timeout", guard, guard + " did not answer within " + limit.toMillis() + " ms");
  }
}
