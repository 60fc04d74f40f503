package io.penstock.payments.merchants;

import io.penstock.payments.merchants.RateLimit.Quota;

/** What is said to a request whose signature is good. */
sealed interface Admission {

  /**
   * Comes in, for the first time.
   *
   * @param quota what is left of the key's requests
   */
  record Admitted(Quota quota) implements Admission {}

  /** Was here before; it costs nothing of the quota. */
  record Repeated() implements Admission {}

  /** One too many; it may come again as it is. */
  record Limited(Quota quota) implements Admission {}
}
