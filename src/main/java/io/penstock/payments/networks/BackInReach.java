package io.penstock.payments.networks;

import java.time.Instant;

/**
 * A network can be asked again: what waits for an inquiry is due now.
 *
 * @param network its name
 */
public record BackInReach(String network, Why why, Instant at) {

  /** What happened. */
  public enum Why {
    /** A connection signed on. */
    SIGNED_ON,
    /** The breaker closed. */
    BREAKER_CLOSED
  }
}
