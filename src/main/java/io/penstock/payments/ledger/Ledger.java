package io.penstock.payments.ledger;

import io.penstock.payments.ledger.EntriesTable.SeenTransaction;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.postgres.Session;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/** The books' door: what is posted, and what can be read. */
public final class Ledger {

  /** Entries that are looked at for each balance transaction asked for: a capture has two. */
  private static final int LOOKS = 4;

  private final Database database;
  private final PostingTransaction transaction;
  private final GroupCommit<Journal, Posted> group;
  private final JournalsTable journals;
  private final EntriesTable entries;
  private final AccountsTable accounts;

  Ledger(
      Database database,
      PostingTransaction transaction,
      GroupCommit<Journal, Posted> group,
      JournalsTable journals,
      EntriesTable entries,
      AccountsTable accounts) {
    this.database = database;
    this.transaction = transaction;
    this.group = group;
    this.journals = journals;
    this.entries = entries;
    this.accounts = accounts;
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

  /** An owner's accounts that have entries, by their ids. */
  public Mono<List<Balance>> balances(Owner owner) {
    return database.read(session -> accounts.ofOwner(session, owner));
  }

  /** Shape: one balance; empty for an account without entries. */
  public Mono<Balance> balance(Account account) {
    return database.read(session -> accounts.one(session, account));
  }

  /**
   * An account's entries, the newest first.
   *
   * @param from inclusive
   * @param before where the page before ended, or the end of the time asked for
   */
  public Mono<Page<Line>> statement(Account account, Instant from, Place before, int limit) {
    return database
        .read(session -> entries.statement(session, account, from, before, limit + 1))
        .map(found -> {
          List<Line> items = found.subList(0, Math.min(limit, found.size()));
          return new Page<>(items, found.size() > limit ? Place.of(items.getLast()) : null);
        });
  }

  /** Shape: one journal with its entries; empty where there is none. */
  public Mono<PostedJournal> journal(Tenant tenant, String id) {
    return database
        .read(session -> journals.read(session, tenant, id))
        .flatMap(journal ->
            database.read(session -> entries.ofJournal(session, tenant, id)).map(journal::with));
  }

  /**
   * What journals did to an owner's money, the newest first. A page may hold less than was asked
   * for, and even nothing, and still not be the last.
   *
   * @param from inclusive
   * @param before where the page before ended, or the end of the time asked for
   */
  public Mono<Page<BalanceTransaction>> transactions(
      Owner owner, Instant from, Place before, int limit) {
    int looks = limit * LOOKS;
    return database
        .read(session -> entries.transactions(session, owner, from, before, looks))
        .map(seen -> page(seen, limit, looks));
  }

  /** By currency. */
  public Mono<List<TrialBalance>> trialBalance(Tenant tenant) {
    return database.read(session -> accounts.trialBalance(session, tenant));
  }

  private static Page<BalanceTransaction> page(List<SeenTransaction> seen, int limit, int looks) {
    List<SeenTransaction> standing =
        seen.stream().filter(SeenTransaction::stands).limit(limit).toList();
    boolean isFull = standing.size() == limit;
    Place next =
        isFull ? standing.getLast().place() : seen.size() == looks ? seen.getLast().place() : null;
    return new Page<>(standing.stream().map(SeenTransaction::transaction).toList(), next);
  }
}
