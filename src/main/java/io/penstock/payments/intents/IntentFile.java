package io.penstock.payments.intents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All that is known of one intent while it is locked. */
final class IntentFile {

  private Intent intent;
  private final List<Transaction> transactions;
  private final List<Attempt> attempts;

  IntentFile(Intent intent, List<Transaction> transactions, List<Attempt> attempts) {
    this.intent = intent;
    this.transactions = new ArrayList<>(transactions);
    this.attempts = new ArrayList<>(attempts);
  }

  Intent intent() {
    return intent;
  }

  int size() {
    return transactions.size();
  }

  Optional<Attempt> attempt(String id) {
    return attempts.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  Transaction transaction(String id) {
    return transactions.stream()
        .filter(each -> each.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no transaction " + id));
  }

  Optional<Transaction> under(String claim) {
    return transactions.stream().filter(each -> claim.equals(each.claim())).findFirst();
  }

  Optional<Attempt> lastOf(Transaction transaction) {
    return attempts.stream()
        .filter(each -> each.transactionId().equals(transaction.id()))
        .max(Comparator.comparing(Attempt::createdAt).thenComparing(Attempt::id));
  }

  /** The approved attempt that this kind of transaction follows up. */
  Optional<Attempt> original(TransactionType type) {
    return original(attempts, type);
  }

  static Optional<Attempt> original(List<Attempt> attempts, TransactionType type) {
    return attempts.stream()
        .filter(each -> each.state() == AttemptState.APPROVED && isFollowed(each, type))
        .max(Comparator.comparing(Attempt::createdAt).thenComparing(Attempt::id));
  }

  private static boolean isFollowed(Attempt attempt, TransactionType by) {
    return switch (attempt.operation()) {
      case AUTHORIZATION -> by == TransactionType.CAPTURE || by == TransactionType.VOID;
      case PURCHASE, CAPTURE -> by == TransactionType.REFUND;
      case REVERSAL, REFUND -> false;
    };
  }

  void replace(Intent next) {
    intent = next;
  }

  void put(Transaction next) {
    transactions.removeIf(each -> each.id().equals(next.id()));
    transactions.add(next);
  }

  void put(Attempt next) {
    attempts.removeIf(each -> each.id().equals(next.id()));
    attempts.add(next);
  }
}
