package io.penstock.payments.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a look at sealed books has found.
 *
 * @param firstBatch of the seals looked at; null: none
 * @param lastBatch likewise
 * @param from the first posting's time; null: none
 * @param to the last posting's time
 * @param root of the last seal looked at: keep it elsewhere, and nothing up to it can be changed
 *     without your seeing it
 * @param journals looked at
 * @param entries of them
 * @param accounts whose balances were compared with their entries
 * @param misfit the first thing that does not fit, where it ended; null: all of it fits
 * @param next where to go on; null: that was all
 * @param waiting journals without a seal
 * @param waitingSince of the oldest of them; null: there is none
 */
public record Proof(
    @Nullable Long firstBatch,
    @Nullable Long lastBatch,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String root,
    long journals,
    long entries,
    long accounts,
    @Nullable Misfit misfit,
    @Nullable ProofCursor next,
    long waiting,
    @Nullable Instant waitingSince) {

  /**
   * @param batch of the seal; null: it is no matter of seals
   * @param what {@code merchant_id/mode/journal_id}, or an account's; null: the seal itself
   * @param why one sentence
   */
  public record Misfit(@Nullable Long batch, @Nullable String what, String why) {}
}
