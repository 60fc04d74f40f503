package io.penstock.payments.intents;

import io.penstock.platform.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was done, or tried, with an intent.
 *
 * @param id such as {@code txn_01jd3x7y8k0v9q4m2s6t1w5zrb}
 * @param amount that was asked for; of a charge or capture that succeeded, what was taken
 * @param reason why it failed, such as {@code insufficient_funds}; null unless it did
 * @param fee minor units that we keep of a capture; 0 of everything else
 * @param card that was charged; null of everything else
 * @param answersIntent whether who asked for it hears of the intent, and not of it
 * @param availableAt when what it took may be paid out; null: it took nothing, or it may be already
 * @param claim under which the request was made; null: the merchant gave no key
 */
public record Transaction(
    IntentKey intent,
    String id,
    TransactionType type,
    TransactionStatus status,
    Money amount,
    @Nullable String reason,
    long fee,
    @Nullable CardSeen card,
    boolean answersIntent,
    @Nullable String claim,
    @Nullable Instant availableAt,
    Instant createdAt,
    Instant updatedAt) {

  Transaction as(TransactionStatus next, @Nullable String why, Instant now) {
    return with(next, amount, why, fee, availableAt, now);
  }

  /** It brought in so much, we keep so much of it, and the rest may be paid out then. */
  Transaction captured(Money taken, long kept, Instant available, Instant now) {
    return with(TransactionStatus.SUCCEEDED, taken, null, kept, available, now);
  }

  private Transaction with(
      TransactionStatus next,
      Money money,
      @Nullable String why,
      long kept,
      @Nullable Instant available,
      Instant now) {
    return new Transaction(
        intent,
        id,
        type,
        next,
        money,
        why,
        kept,
        card,
        answersIntent,
        claim,
        available,
        createdAt,
        now);
  }
}
