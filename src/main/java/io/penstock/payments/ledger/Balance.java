package io.penstock.payments.ledger;

import io.penstock.platform.values.Money;
import java.time.Instant;

/**
 * What an account's entries come to.
 *
 * @param amount positive on the account's normal side; may be negative
 * @param entries how many there are
 * @param postedAt of the last one
 */
public record Balance(Account account, Money amount, long entries, Instant postedAt) {}
