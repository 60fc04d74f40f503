package io.penstock.payments.networks;

import io.penstock.payments.vault.CardToken;
import io.penstock.platform.values.Money;

/**
 * Asks for money of a card, to be captured later or at once.
 *
 * @param merchantId for whom, such as {@code acct_01jd3x7y8k0v9q4m2s6t1w5zrb}
 * @param amount above zero
 */
public record Authorization(Reference reference, String merchantId, CardToken card, Money amount) {

  public Authorization {
    if (!amount.isPositive()) {
      throw new IllegalArgumentException("amount must be above zero, was " + amount);
    }
  }
}
