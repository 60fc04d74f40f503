package io.penstock.payments.merchants;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code penstock.merchants.*}; meaning of each in {@code config/application.yaml}.
 *
 * @param timestampWindow by which a request's clock may differ from ours
 * @param maxBodySize of a signed request
 * @param requestsPerSecond of a key, in the long run
 * @param burst of a key, at once
 * @param keysInMemory of merchants, at most
 * @param keysKept how long a key is believed before the database is asked again
 * @param noncesInMemory that this process has let in, at most
 * @param overlap in which a secret stays valid after its rotation
 * @param price of a payment, where the merchant has none of its own
 */
@ConfigurationProperties("penstock.merchants")
record MerchantsProperties(
    @DefaultValue("5m") Duration timestampWindow,
    @DefaultValue("64KB") DataSize maxBodySize,
    @DefaultValue("100") int requestsPerSecond,
    @DefaultValue("200") int burst,
    @DefaultValue("10000") int keysInMemory,
    @DefaultValue("5s") Duration keysKept,
    @DefaultValue("200000") int noncesInMemory,
    @DefaultValue("24h") Duration overlap,
    @DefaultValue UsualPrice price) {

  static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

  private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(5);
  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(15);
  private static final Duration LONGEST_KEPT = Duration.ofSeconds(5);
  private static final Duration MORE = Duration.ofSeconds(60);

  MerchantsProperties {
    require(
        "timestamp-window",
        isBetween(SHORTEST_WINDOW, timestampWindow, LONGEST_WINDOW),
        "5m to 15m",
        timestampWindow);
    require("max-body-size", maxBodySize.toBytes() >= 1, "at least 1 B", maxBodySize);
    require("keys-in-memory", keysInMemory >= 1, "at least 1", keysInMemory);
    require(
        "keys-kept",
        isBetween(Duration.ofMillis(1), keysKept, LONGEST_KEPT),
        "1ms to 5s: so long a revoked key may still come in elsewhere",
        keysKept);
    require("nonces-in-memory", noncesInMemory >= 1, "at least 1", noncesInMemory);
    require("overlap", isBetween(Duration.ZERO, overlap, LONGEST_OVERLAP), "0 to 7d", overlap);
  }

  /**
   * @param basisPoints of the amount: 290 is 2.9 %
   * @param fixedMinor added, in the smallest unit of the currency
   */
  record UsualPrice(@DefaultValue("290") int basisPoints, @DefaultValue("30") long fixedMinor) {

    Price price() {
      return new Price(basisPoints, fixedMinor);
    }
  }

  /** How long a nonce is remembered: no timestamp that old comes in. */
  Duration noncesKept() {
    return timestampWindow.multipliedBy(2).plus(MORE);
  }

  RateLimit limit() {
    return new RateLimit(requestsPerSecond, burst);
  }

  private static boolean isBetween(Duration least, Duration value, Duration most) {
    return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
  }

  private static void require(String name, boolean holds, String must, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(
          "penstock.merchants." + name + " must be " + must + ", was " + value);
    }
  }
}
