package io.penstock.payments.ledger;

import io.penstock.platform.resilience.CodedException;
import io.penstock.platform.resilience.RetryClass;

/**
 * A posting would make a balance that does not fit 64 bits, code {@code balance_overflow}. Nothing
 * is posted.
 */
public final class BalanceOverflowException extends CodedException {

  private static final long serialVersionUID = 1L;

  BalanceOverflowException(Throwable cause) {
    super("balance_overflow", RetryClass.STAYS, "a balance would not fit 64 bits", cause);
  }
}
