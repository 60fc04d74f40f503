package io.penstock.payments.vault;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.vault.*}.
 *
 * @param tokenLife after it an unused token is no good, and its card is deleted
 * @param testNumberPrefixes with which the numbers begin that test keys may send
 */
@ConfigurationProperties("penstock.vault")
record VaultProperties(
    @DefaultValue("15m") Duration tokenLife, @DefaultValue List<String> testNumberPrefixes) {

  VaultProperties {
    if (tokenLife.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("token-life must be at least a minute, was " + tokenLife);
    }
    testNumberPrefixes = List.copyOf(testNumberPrefixes);
  }
}
