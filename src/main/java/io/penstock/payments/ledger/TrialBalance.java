package io.penstock.payments.ledger;

import java.math.BigInteger;
import java.util.Currency;

/**
 * Balances of a tenant's accounts in one currency, on their normal sides. Equal, or the books are
 * wrong.
 *
 * @param debits of accounts whose normal side is debit, in minor units
 * @param credits of the others
 */
public record TrialBalance(Currency currency, BigInteger debits, BigInteger credits) {

  public boolean isEven() {
    return debits.equals(credits);
  }
}
