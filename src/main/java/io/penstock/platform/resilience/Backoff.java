package io.penstock.platform.resilience;

import java.time.Duration;
import java.util.random.RandomGenerator;
import reactor.util.retry.Retry;
import reactor.util.retry.RetryBackoffSpec;

/**
 * Growing pauses with full jitter: a pause is drawn evenly between zero and a bound, which doubles
 * from try to try. Many that fail together thus come back spread out. Such as 100 ms growing to 2
 * s.
 *
 * @param first bound of the pause after the first failed try; above zero
 * @param longest bound that no pause exceeds; at least {@code first}
 * @see <a
 *     href="https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/">Timeouts,
 *     retries and backoff with jitter</a>
 */
public record Backoff(Duration first, Duration longest) {

  public Backoff {
    if (!first.isPositive()) {
      throw new IllegalArgumentException("first pause must be above zero, was " + first);
    }
    if (longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "longest pause must be at least the first, " + first + ", was " + longest);
    }
  }

  /**
   * The pause to make now, to the nanosecond.
   *
   * @param attempt how many tries failed in a row, from 1
   */
  public Duration pause(int attempt, RandomGenerator random) {
    return Duration.ofNanos(random.nextLong(bound(attempt).toNanos() + 1));
  }

  /**
   * Tries an endless stream again whenever it fails, however often; what it brings in between makes
   * it begin with the first pause again.
   */
  public RetryBackoffSpec forever() {
    return Retry.backoff(Long.MAX_VALUE, first).maxBackoff(longest).transientErrors(true);
  }

  /** Tries again at most so often, then fails with what the last try failed with. */
  public RetryBackoffSpec tries(long retries) {
    return Retry.backoff(retries, first)
        .maxBackoff(longest)
        .onRetryExhaustedThrow((spec, last) -> last.failure());
  }

  private Duration bound(int attempt) {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be at least 1, was " + attempt);
    }
    Duration bound = first;
    for (int doubled = 1; doubled < attempt && bound.compareTo(longest) < 0; doubled++) {
      bound = bound.multipliedBy(2);
    }
    return bound.compareTo(longest) < 0 ? bound : longest;
  }
}
