package io.penstock.payments.networks;

import io.penstock.platform.values.Money;

/**
 * An earlier attempt that an order is about.
 *
 * @param amount that was asked for then
 */
public record Original(Operation operation, Reference reference, Money amount) {

  public Original {
    if (!amount.isPositive()) {
      throw new IllegalArgumentException("amount must be above zero, was " + amount);
    }
  }
}
