package io.penstock.payments.networks;

import io.penstock.platform.values.Money;

/**
 * Captures what was authorised.
 *
 * @param reference of the capture itself
 * @param authorization what is captured
 * @param authorizationCode that it was approved with
 * @param amount above zero, at most what was approved, in its currency
 * @param repeated whether it was sent before, by an earlier call
 */
public record Completion(
    Reference reference,
    String merchantId,
    Original authorization,
    String authorizationCode,
    Money amount,
    boolean repeated) {

  public Completion {
    if (authorization.operation() != Operation.AUTHORIZATION) {
      throw new IllegalArgumentException(
          "only an authorization is captured, was " + authorization.operation());
    }
    Orders.requirePart(amount, authorization);
  }

  /** Sent for the first time. */
  public Completion(
      Reference reference,
      String merchantId,
      Original authorization,
      String authorizationCode,
      Money amount) {
    this(reference, merchantId, authorization, authorizationCode, amount, false);
  }

  /** The same once more, because no answer came; the network does not capture twice. */
  public Completion again() {
    return new Completion(reference, merchantId, authorization, authorizationCode, amount, true);
  }
}
