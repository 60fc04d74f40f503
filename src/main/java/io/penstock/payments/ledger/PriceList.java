package io.penstock.payments.ledger;

import io.penstock.platform.values.Money;
import java.util.Currency;
import java.util.Objects;

/**
 * What a payment in a currency costs a merchant: a part of the amount, and something for each. 2.9
 * % and 30 cents of 10.00 dollars are 0.59.
 *
 * @param basisPoints hundredths of a per cent, 0 to 10,000
 * @param fixed minor units for each payment, not negative
 */
public record PriceList(Currency currency, int basisPoints, long fixed) {

  private static final int WHOLE = 10_000;

  public PriceList {
    Objects.requireNonNull(currency, "currency");
    if (basisPoints < 0 || basisPoints > WHOLE) {
      throw new IllegalArgumentException("basisPoints must be 0 to 10000, was " + basisPoints);
    }
    if (fixed < 0) {
      throw new IllegalArgumentException("fixed must not be negative, was " + fixed);
    }
  }

  /**
   * Where nothing was agreed: 2.9 % and 30 minor units, whatever they are worth: 0.30 dollars, 30
   * yen, 0.030 dinars. The fixed part is small in each; who wants it to be alike agrees on a list.
   */
  public static PriceList standard(Currency currency) {
    return new PriceList(currency, 290, 30);
  }

  /**
   * Exact, and half a minor unit is rounded up. May be more than the amount.
   *
   * @param amount not negative
   * @throws IllegalArgumentException for another currency
   * @throws ArithmeticException when the fee does not fit
   */
  public Money feeOf(Money amount) {
    if (!amount.currency().equals(currency) || amount.minor() < 0) {
      throw new IllegalArgumentException(
          "amount must be in " + currency + " and not negative, was " + amount);
    }
    // The whole ten thousands apart, so that nothing on the way is larger than the amount.
    long parts =
        amount.minor() / WHOLE * basisPoints
            + (amount.minor() % WHOLE * basisPoints + WHOLE / 2) / WHOLE;
    return new Money(Math.addExact(parts, fixed), currency);
  }

  /** As it is kept with a journal: {@code {"priceList":{"basisPoints":290,"fixed":30}}}. */
  String json() {
    return "{\"priceList\":{\"basisPoints\":" + basisPoints + ",\"fixed\":" + fixed + "}}";
  }
}
