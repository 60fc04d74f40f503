package io.penstock.payments.ledger;

import java.util.Comparator;

/**
 * Of a journal or an account, among all tenants'. All writers lock rows in the order of their keys,
 * so that none waits for one that waits for it.
 */
record BookKey(Tenant tenant, String id) implements Comparable<BookKey> {

  private static final Comparator<BookKey> ORDER =
      Comparator.comparing((BookKey key) -> key.tenant.merchantId())
          .thenComparing(key -> key.tenant.mode().code())
          .thenComparing(BookKey::id);

  static BookKey of(Journal journal) {
    return new BookKey(journal.tenant(), journal.id());
  }

  static BookKey of(Account account) {
    return new BookKey(account.tenant(), account.id());
  }

  @Override
  public int compareTo(BookKey other) {
    return ORDER.compare(this, other);
  }
}
