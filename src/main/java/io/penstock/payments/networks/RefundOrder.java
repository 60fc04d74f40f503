package io.penstock.payments.networks;

import io.penstock.platform.values.Money;

/**
 * Gives money back.
 *
 * @param reference of the refund itself
 * @param captured the purchase or capture that brought the money
 * @param amount above zero, at most what was captured, in its currency
 */
public record RefundOrder(Reference reference, String merchantId, Original captured, Money amount) {

  public RefundOrder {
    if (captured.operation() != Operation.PURCHASE && captured.operation() != Operation.CAPTURE) {
      throw new IllegalArgumentException(
          "only a purchase or a capture is refunded, was " + captured.operation());
    }
    Orders.requirePart(amount, captured);
  }
}
