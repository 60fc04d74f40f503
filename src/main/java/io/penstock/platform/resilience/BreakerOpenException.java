package io.penstock.platform.resilience;

/** Not even tried, because the last tries failed, code {@code breaker_open}. */
public final class BreakerOpenException extends GuardException {

  private static final long serialVersionUID = 1L;

  BreakerOpenException(String guard) {
    super("breaker_open", guard, guard + " failed too often and is left alone for a while");
  }
}
