package io.penstock.market.prices;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code penstock.prices.*}.
 *
 * @param wholeBookInterval how often each book is published whole between its changes
 * @param memory how far back published records are read at start, to know what was published
 * @param latestInterval between two writes of last prices to Redis
 */
@ConfigurationProperties("penstock.prices")
record PricesProperties(
    @DefaultValue("10s") Duration wholeBookInterval,
    @DefaultValue("15m") Duration memory,
    @DefaultValue("100ms") Duration latestInterval) {

  PricesProperties {
    if (wholeBookInterval.isNegative() || wholeBookInterval.isZero()) {
      throw new IllegalArgumentException("penstock.prices.whole-book-interval must be above 0");
    }
    if (latestInterval.compareTo(Duration.ofMillis(10)) < 0) {
      throw new IllegalArgumentException("penstock.prices.latest-interval must be at least 10ms");
    }
    if (memory.compareTo(wholeBookInterval.multipliedBy(2)) < 0) {
      throw new IllegalArgumentException(
          "penstock.prices.memory must be at least twice whole-book-interval");
    }
  }
}
