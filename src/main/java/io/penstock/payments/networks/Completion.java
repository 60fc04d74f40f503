package io.penstock.payments.networks;

import io.penstock.platform.values.Money;

/**
 * Captures what was authorised.
 *
 * @param reference of the capture itself
 * @param authorization what is captured
 * @param authorizationCode that it was approved with
 * @param amount above zero, at most what was approved, in its currency
 */
public record Completion(
    Reference reference,
    String merchantId,
    Original authorization,
    String authorizationCode,
    Money amount) {

  public Completion {
    if (authorization.operation() != Operation.AUTHORIZATION) {
      throw new IllegalArgumentException(
          "only an authorization is captured, was " + authorization.operation());
    }
    Orders.requirePart(amount, authorization);
  }
}
