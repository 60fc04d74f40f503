package io.penstock.payments.intents;

import io.penstock.platform.postgres.GroupLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code penstock.intents.*}.
 *
 * @param batch requests written in one transaction at most
 * @param lanes such transactions at the same time at most
 * @param capacity requests that wait or are being written at most; one more is answered 503
 * @param deadline for a request to be written
 * @param availableAfter how long after it was taken money may be paid out
 * @param keysKept how long an {@code Idempotency-Key} is remembered
 */
@ConfigurationProperties("penstock.intents")
record IntentsProperties(
    @DefaultValue("200") int batch,
    @DefaultValue("2") int lanes,
    @DefaultValue("5000") int capacity,
    @DefaultValue("10s") Duration deadline,
    @DefaultValue("2d") Duration availableAfter,
    @DefaultValue("24h") Duration keysKept) {

  IntentsProperties {
    if (availableAfter.isNegative()) {
      throw new IllegalArgumentException(
          "available-after must not be negative, was " + availableAfter);
    }
    if (keysKept.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException("keys-kept must be at least an hour, was " + keysKept);
    }
  }

  GroupLimits limits() {
    return new GroupLimits(batch, lanes, capacity, deadline);
  }
}
