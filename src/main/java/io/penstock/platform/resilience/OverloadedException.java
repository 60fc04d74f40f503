package io.penstock.platform.resilience;

/** Not even tried, because as many calls as allowed are in flight, code {@code overloaded}. */
public final class OverloadedException extends GuardException {

  private static final long serialVersionUID = 1L;

  OverloadedException(String guard, int limit) {
    super("overloaded", guard, guard + " has " + limit + " calls in flight and takes no more");
  }
}
