package io.penstock.payments.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.payments.ledger.AccountsTable.Change;
import io.penstock.platform.postgres.Session;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/** Writes journals: the journals themselves, what they make of balances, their entries. */
final class PostingTransaction {

  private final JournalsTable journals;
  private final EntriesTable entries;
  private final AccountsTable accounts;
  private final Clock clock;
  private final Counter postings;

  PostingTransaction(
      JournalsTable journals,
      EntriesTable entries,
      AccountsTable accounts,
      Clock clock,
      MeterRegistry meters) {
    this.journals = journals;
    this.entries = entries;
    this.accounts = accounts;
    this.clock = clock;
    this.postings = Counter.builder("penstock.ledger.postings").register(meters);
  }

  /** As {@link Ledger#post(Session, List)}. */
  Mono<List<Posted>> write(Session session, List<Journal> given) {
    return Mono.defer(() -> {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
      SortedMap<BookKey, Journal> once = new TreeMap<>();
      given.forEach(journal -> once.putIfAbsent(BookKey.of(journal), journal));
      if (once.isEmpty()) {
        return Mono.just(List.of());
      }
      return journals
          .insert(session, once.values(), now)
          .flatMap(fresh -> {
            once.keySet().retainAll(fresh);
            return writeEntries(session, List.copyOf(once.values()), now)
                .thenReturn(answers(given, fresh));
          });
    });
  }

  /** The entries of journals that are new, and what they make of their accounts. */
  private Mono<Void> writeEntries(Session session, List<Journal> fresh, Instant now) {
    if (fresh.isEmpty()) {
      return Mono.empty();
    }
    return Mono.fromSupplier(() -> changes(fresh))
        .flatMap(changes ->
            accounts
                .move(session, changes, now)
                .flatMap(after ->
                    open(session, changes, after, now)
                        .then(
                            Mono.defer(
                                () -> entries.insert(session, lines(fresh, changes, after))))))
        .onErrorMap(ArithmeticException.class, BalanceOverflowException::new)
        .doOnNext(written -> postings.increment(fresh.size()))
        .then();
  }

  private Mono<Void> open(
      Session session, List<Change> changes, Map<Account, Balance> after, Instant now) {
    List<Account> unknown =
        changes.stream()
            .filter(change -> of(change.account(), after).entries() == change.entries())
            .map(Change::account)
            .toList();
    return unknown.isEmpty() ? Mono.empty() : accounts.open(session, unknown, now).then();
  }

  /** What journals do to accounts, each account once, in the order in which they are locked. */
  private static List<Change> changes(List<Journal> fresh) {
    Map<BookKey, Change> changes = new TreeMap<>();
    for (Journal journal : fresh) {
      for (Entry entry : journal.entries()) {
        changes.merge(BookKey.of(entry.account()), Change.of(entry), Change::plus);
      }
    }
    return List.copyOf(changes.values());
  }

  /** Numbered on from where each account was before. */
  private static List<Line> lines(
      List<Journal> fresh, List<Change> changes, Map<Account, Balance> after) {
    Map<Account, Change> before = new HashMap<>();
    for (Change change : changes) {
      Balance balance = of(change.account(), after);
      before.put(
          change.account(),
          new Change(
              change.account(),
              Math.subtractExact(balance.amount().minor(), change.amount()),
              balance.entries() - change.entries()));
    }
    List<Line> lines = new ArrayList<>();
    for (Journal journal : fresh) {
      int line = 0;
      for (Entry entry : journal.entries()) {
        Change now = Objects.requireNonNull(before.get(entry.account())).plus(Change.of(entry));
        before.put(entry.account(), now);
        Instant postedAt = of(entry.account(), after).postedAt();
        lines.add(new Line(journal.id(), ++line, entry, now.entries(), now.amount(), postedAt));
      }
    }
    return lines;
  }

  private static Balance of(Account account, Map<Account, Balance> balances) {
    return Objects.requireNonNull(balances.get(account));
  }

  /** The first of those that are the same was posted, if any was. */
  private static List<Posted> answers(List<Journal> given, Set<BookKey> fresh) {
    Set<BookKey> told = new HashSet<>(fresh);
    return given.stream()
        .map(journal -> new Posted(journal.id(), !told.remove(BookKey.of(journal))))
        .toList();
  }
}
