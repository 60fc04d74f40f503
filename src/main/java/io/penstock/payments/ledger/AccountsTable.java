package io.penstock.payments.ledger;

import io.penstock.platform.postgres.Parameters;
import io.penstock.platform.postgres.Parameters.Columns;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** {@code ledger_account} and {@code ledger_balance}: what accounts there are, and come to. */
final class AccountsTable {

  private static final String OUT_OF_RANGE = "22003";

  /** Locks the balances, one after the other as they are given, until the transaction ends. */
  private static final String MOVE =
      """
      INSERT INTO ledger_balance AS b (merchant_id, mode, account_id, balance, entries, posted_at)
      SELECT merchant_id, mode, account_id, change, entries, $6
      FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
        AS m (merchant_id, mode, account_id, change, entries)
      ON CONFLICT (merchant_id, mode, account_id) DO UPDATE SET
        balance = b.balance + excluded.balance, entries = b.entries + excluded.entries,
        posted_at = greatest(b.posted_at, excluded.posted_at)
      RETURNING merchant_id, mode, account_id, balance, entries, posted_at
      """;

  private static final String OPEN =
      """
      INSERT INTO ledger_account (merchant_id, mode, account_id, owner, kind, currency, normal_side, opened_at)
      SELECT a.*, $8
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) AS a
      """;

  /**
   * Changes balances and answers what they are then. The accounts are locked until the transaction
   * ends, and those that had no entries are still to be opened.
   *
   * @param changes each account at most once, in the order of {@link BookKey}
   */
  Mono<Map<Account, Balance>> move(Session session, List<Change> changes, Instant at) {
    Map<BookKey, Account> accounts =
        changes.stream()
            .map(Change::account)
            .collect(Collectors.toMap(BookKey::of, Function.identity()));
    return session
        .query(
            MOVE,
            given ->
                bindKeys(given, changes, Change::account)
                    .number(Change::amount)
                    .number(Change::entries)
                    .value(at),
            row -> balance(Objects.requireNonNull(accounts.get(key(row))), row))
        .onErrorMap(AccountsTable::isOutOfRange, BalanceOverflowException::new)
        .map(balances -> balances.stream().collect(Collectors.toMap(Balance::account, b -> b)));
  }

  /** Makes accounts that are not there. */
  Mono<Long> open(Session session, Collection<Account> accounts, Instant at) {
    return session.update(
        OPEN,
        given ->
            bindKeys(given, List.copyOf(accounts), Function.identity())
                .text(account -> account.owner().id())
                .text(account -> account.kind().code())
                .text(Account::currencyCode)
                .text(account -> account.kind().normalSide().code())
                .value(at));
  }

  /** Merchant, mode and id, as the first three columns. */
  private static <T> Columns<T> bindKeys(
      Parameters given, List<T> rows, Function<T, Account> account) {
    return given
        .rows(rows)
        .text(row -> account.apply(row).tenant().merchantId())
        .text(row -> account.apply(row).tenant().mode().code())
        .text(row -> account.apply(row).id());
  }

  /** Of the first three columns. */
  static BookKey key(Readable row) {
    return new BookKey(
        new Tenant(get(row, 0, String.class), Mode.ofCode(get(row, 1, String.class))),
        get(row, 2, String.class));
  }

  /** Of the columns behind the key. */
  private static Balance balance(Account account, Readable row) {
    return new Balance(
        account,
        new Money(get(row, 3, Long.class), account.currency()),
        get(row, 4, Long.class),
        get(row, 5, Instant.class));
  }

  private static boolean isOutOfRange(Throwable error) {
    return error instanceof R2dbcException refused && OUT_OF_RANGE.equals(refused.getSqlState());
  }

  static <T> T get(Readable row, int column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type));
  }

  /**
   * What a group of journals does to an account.
   *
   * @param amount to be added to the balance
   * @param entries more than none
   */
  record Change(Account account, long amount, long entries) {

    static Change of(Entry entry) {
      return new Change(entry.account(), entry.change(), 1);
    }

    /**
     * @throws ArithmeticException when the sum does not fit
     */
    Change plus(Change other) {
      return new Change(account, Math.addExact(amount, other.amount), entries + other.entries);
    }
  }
}
