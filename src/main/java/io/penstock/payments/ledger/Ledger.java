package io.penstock.payments.ledger;

import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.postgres.Session;
import java.util.List;
import reactor.core.publisher.Mono;

/** The books' door: what is posted, and what can be read. */
public final class Ledger {

  private final PostingTransaction transaction;
  private final GroupCommit<Journal, Posted> group;

  Ledger(PostingTransaction transaction, GroupCommit<Journal, Posted> group) {
    this.transaction = transaction;
    this.group = group;
  }

  /**
   * Posts journals in a transaction of the caller's, in three round trips however many there are.
   * To be called once in a transaction, and late: the accounts are locked from here until it ends.
   *
   * <p>Shape: an answer for each journal, in their order; a journal that was posted before, or
   * comes twice, changes nothing and says so. {@link BalanceOverflowException} when a balance would
   * not fit. After an error the transaction can only be rolled back.
   */
  public Mono<List<Posted>> post(Session session, List<Journal> journals) {
    return transaction.write(session, journals);
  }

  /**
   * Posts a journal in a transaction of our own, together with others that come at the same time.
   *
   * <p>Shape: the answer after the commit, or an error as {@link GroupCommit} gives them. Safe to
   * repeat: a journal is posted once.
   */
  public Mono<Posted> post(Journal journal) {
    return group.submit(journal);
  }
}
