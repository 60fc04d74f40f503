package io.penstock.platform.resilience;

import java.time.Duration;

/**
 * How one guard guards. Units and meaning of each are told in {@code config/resilience.yaml}.
 *
 * @param deadline of all tries and pauses together
 * @param attemptTimeout of one try; at most the deadline
 * @param tries at most, the first included; 1 to 10
 * @param backoff pauses between them
 * @param concurrency tries in flight at once, at least 1
 * @param breaker when it opens and closes
 */
public record GuardSettings(
    Duration deadline,
    Duration attemptTimeout,
    int tries,
    Backoff backoff,
    int concurrency,
    Breaker breaker) {

  /** What holds where nothing is set; {@code config/resilience.yaml} repeats it. */
  public static final GuardSettings DEFAULTS =
      new GuardSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          3,
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)),
          64,
          new Breaker(20, 10, 50, Duration.ofSeconds(5), 3));

  public GuardSettings {
    if (!attemptTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "attempt-timeout must be above zero, was " + attemptTimeout);
    }
    if (deadline.compareTo(attemptTimeout) < 0) {
      throw new IllegalArgumentException(
          "deadline must be at least attempt-timeout, " + attemptTimeout + ", was " + deadline);
    }
    inRange("tries", tries, 1, 10);
    inRange("concurrency", concurrency, 1, 100_000);
  }

  /**
   * A circuit breaker: opens when too many of the last tries failed, lets a few through after a
   * while, and closes when they succeed.
   *
   * @param window how many tries are looked at
   * @param minimum tries before it may open; at most the window
   * @param failurePercent of them that open it, 1 to 100
   * @param open how long nothing is let through
   * @param trials let through then, before it closes or opens again
   */
  public record Breaker(int window, int minimum, int failurePercent, Duration open, int trials) {

    public Breaker {
      inRange("breaker.window", window, 1, 10_000);
      inRange("breaker.minimum", minimum, 1, window);
      inRange("breaker.failure-percent", failurePercent, 1, 100);
      inRange("breaker.trials", trials, 1, 1_000);
      if (!open.isPositive()) {
        throw new IllegalArgumentException("breaker.open must be above zero, was " + open);
      }
    }
  }

  private static void inRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be " + least + " to " + most + ", was " + value);
    }
  }
}
