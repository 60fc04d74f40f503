package io.penstock.sandbox.binance;

import java.time.Duration;

/**
 * The venue's periods.
 *
 * @param lifetime after which a connection is broken
 * @param pingEvery between two pings
 * @param pongWithin the time a client has to bring the payload back
 */
public record BinanceTimes(Duration lifetime, Duration pingEvery, Duration pongWithin) {

  /** As its documents say. */
  public static final BinanceTimes DOCUMENTED =
      new BinanceTimes(Duration.ofHours(24), Duration.ofSeconds(20), Duration.ofMinutes(1));
}
