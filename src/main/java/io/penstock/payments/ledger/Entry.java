package io.penstock.payments.ledger;

import io.penstock.platform.values.Money;
import java.util.Objects;

/**
 * One line of a journal.
 *
 * @param amount positive, in the account's currency
 */
public record Entry(Account account, Side side, Money amount) {

  public Entry {
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(side, "side");
    if (!amount.isPositive()) {
      throw new IllegalArgumentException("amount must be positive, was " + amount);
    }
    if (!amount.currency().equals(account.currency())) {
      throw new IllegalArgumentException(
          "amount must be in " + account.currency() + ", was " + amount);
    }
  }

  /** By how much it changes the account's balance; negative against the normal side. */
  long change() {
    return side == account.kind().normalSide() ? amount.minor() : -amount.minor();
  }
}
