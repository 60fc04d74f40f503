package io.penstock.market.feed;

import io.penstock.platform.resilience.Backoff;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How feeds are supervised, whatever the venue.
 *
 * @param instance tells this process from another one that reads the same venues; the line's name
 *     ends with it
 * @param reconnect pauses between connects, each drawn between zero and a bound that doubles
 * @param healthyAfter how long a line has to live for its past failures to be forgotten
 * @param breaker when to slow down
 * @param wholeBookInterval how often a line repeats each book that changes, so that whoever reads
 *     the feed topic from the middle soon has it; at least 4 s
 */
@ConfigurationProperties("penstock.feeds")
public record FeedsProperties(
    @DefaultValue("local") String instance,
    @DefaultValue Reconnect reconnect,
    @DefaultValue("1m") Duration healthyAfter,
    @DefaultValue Breaker breaker,
    @DefaultValue("60s") Duration wholeBookInterval) {

  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(4);

  public FeedsProperties {
    if (instance.isBlank()) {
      throw new IllegalArgumentException("penstock.feeds.instance must not be blank");
    }
    if (wholeBookInterval.compareTo(SHORTEST_INTERVAL) < 0) {
      throw new IllegalArgumentException(
          "penstock.feeds.whole-book-interval must be at least 4s, was " + wholeBookInterval);
    }
    if (!healthyAfter.isPositive()) {
      throw new IllegalArgumentException(
          "penstock.feeds.healthy-after must be above zero, was " + healthyAfter);
    }
  }

  /**
   * @param firstPause bound of the pause after the first failure
   * @param longestPause bound that the doubling ends at
   */
  public record Reconnect(
      @DefaultValue("500ms") Duration firstPause, @DefaultValue("30s") Duration longestPause) {

    Backoff backoff() {
      return new Backoff(firstPause, longestPause);
    }
  }

  /**
   * @param failures in a row that open it, at least 1
   * @param pause at least this long before each try while it is open
   */
  public record Breaker(@DefaultValue("8") int failures, @DefaultValue("1m") Duration pause) {

    public Breaker {
      if (failures < 1) {
        throw new IllegalArgumentException(
            "penstock.feeds.breaker.failures must be at least 1, was " + failures);
      }
    }
  }
}
