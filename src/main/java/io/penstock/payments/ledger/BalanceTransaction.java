package io.penstock.payments.ledger;

import io.penstock.platform.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a journal did to an owner's money, pending and available together, in one currency. A move
 * from one to the other is none.
 *
 * @param net what it came to; negative where money left
 * @param fee our part; {@code net} is without it
 * @param availableAt since when it can be paid out; null: it is pending. Pending money of a journal
 *     becomes available by the journal {@code available} of the same source
 */
public record BalanceTransaction(
    String journalId, Money net, Money fee, Instant postedAt, @Nullable Instant availableAt) {

  /** Before the fee. */
  public Money amount() {
    return net.plus(fee);
  }
}
