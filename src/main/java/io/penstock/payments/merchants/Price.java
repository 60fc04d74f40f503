package io.penstock.payments.merchants;

import io.penstock.platform.values.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a payment costs its merchant: 290 basis points and 30 is 2.9 % + 30 minor units, so that
 * 24.99 USD cost 1.02 USD.
 *
 * @param basisPoints of the amount, 0 to 10,000
 * @param fixedMinor added to it, in the smallest unit of the currency
 */
public record Price(int basisPoints, long fixedMinor) {

  static final int MOST_BASIS_POINTS = 10_000;
  static final long MOST_FIXED = 1_000_000_000;

  public Price {
    if (basisPoints < 0 || basisPoints > MOST_BASIS_POINTS) {
      throw new IllegalArgumentException(
          "basisPoints must be 0 to " + MOST_BASIS_POINTS + ", was " + basisPoints);
    }
    if (fixedMinor < 0 || fixedMinor > MOST_FIXED) {
      throw new IllegalArgumentException(
          "fixedMinor must be 0 to " + MOST_FIXED + ", was " + fixedMinor);
    }
  }

  /**
   * The fee of an amount, half a unit rounded up. Of a small amount it may be more than the amount.
   *
   * @throws IllegalArgumentException for an amount below zero
   * @throws ArithmeticException when the fee does not fit
   */
  public Money fee(Money amount) {
    if (amount.minor() < 0) {
      throw new IllegalArgumentException("amount must not be below zero, was " + amount);
    }
    long share =
        BigDecimal.valueOf(amount.minor())
            .multiply(BigDecimal.valueOf(basisPoints, 4))
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact();
    return new Money(Math.addExact(share, fixedMinor), amount.currency());
  }
}
