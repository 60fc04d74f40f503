package io.penstock.payments.networks;

import io.penstock.platform.values.Money;

/** What all orders have to keep. */
final class Orders {

  private Orders() {}

  static void requirePart(Money amount, Original original) {
    if (!amount.isPositive() || amount.isMoreThan(original.amount())) {
      throw new IllegalArgumentException(
          "amount must be above zero and at most " + original.amount() + ", was " + amount);
    }
  }
}
