package io.penstock.payments.ledger;

import io.penstock.platform.postgres.Parameters;
import io.penstock.platform.postgres.Parameters.Columns;
import io.penstock.platform.postgres.Session;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.math.BigInteger;
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

  private static final String OF_OWNER =
      """
      SELECT merchant_id, mode, account_id, balance, entries, posted_at
      FROM ledger_account JOIN ledger_balance USING (merchant_id, mode, account_id)
      WHERE merchant_id = $1 AND mode = $2 AND owner = $3
      ORDER BY account_id LIMIT $4
      """;

  private static final String ONE =
      """
      SELECT merchant_id, mode, account_id, balance, entries, posted_at
      FROM ledger_balance WHERE merchant_id = $1 AND mode = $2 AND account_id = $3
      """;

  private static final String TRIAL =
      """
      SELECT currency,
        coalesce(sum(balance) FILTER (WHERE normal_side = 'debit'), 0),
        coalesce(sum(balance) FILTER (WHERE normal_side = 'credit'), 0)
      FROM ledger_account JOIN ledger_balance USING (merchant_id, mode, account_id)
      WHERE merchant_id = $1 AND mode = $2
      GROUP BY currency ORDER BY currency LIMIT $3
      """;

  private static final String IMBALANCE =
      """
      SELECT coalesce(sum(abs(excess)), 0) FROM (
        SELECT sum(CASE normal_side WHEN 'debit' THEN balance ELSE -balance END) AS excess
        FROM ledger_account JOIN ledger_balance USING (merchant_id, mode, account_id)
        GROUP BY merchant_id, mode, currency) tenants
      """;

  /** Nobody has accounts in more currencies, of each kind. */
  private static final int MOST_OF_OWNER = 2000;

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

  /** Those that have entries, by their ids. */
  Mono<List<Balance>> ofOwner(Session session, Owner owner) {
    return session.query(
        OF_OWNER,
        given ->
            given
                .value(owner.tenant().merchantId())
                .value(owner.tenant().mode().code())
                .value(owner.id())
                .value(MOST_OF_OWNER),
        row -> balance(account(owner.tenant(), row), row));
  }

  /** Empty for an account without entries. */
  Mono<Balance> one(Session session, Account account) {
    return session
        .query(
            ONE,
            given ->
                given
                    .value(account.tenant().merchantId())
                    .value(account.tenant().mode().code())
                    .value(account.id()),
            row -> balance(account, row))
        .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
  }

  /** All of a tenant's accounts, by currency. */
  Mono<List<TrialBalance>> trialBalance(Session session, Tenant tenant) {
    return session.query(
        TRIAL,
        given -> given.value(tenant.merchantId()).value(tenant.mode().code()).value(MOST_OF_OWNER),
        row ->
            new TrialBalance(
                Currencies.of(get(row, 0, String.class)),
                get(row, 1, BigDecimal.class).toBigIntegerExact(),
                get(row, 2, BigDecimal.class).toBigIntegerExact()));
  }

  /** By how much debits and credits differ, all tenants and currencies together; must be 0. */
  Mono<BigInteger> imbalance(Session session) {
    return session
        .query(IMBALANCE, given -> {}, row -> get(row, 0, BigDecimal.class).toBigIntegerExact())
        .map(List::getFirst);
  }

  private static Account account(Tenant tenant, Readable row) {
    String id = get(row, 2, String.class);
    return Account.ofId(tenant, id)
        .orElseThrow(() -> new IllegalStateException("account " + id + " is none that we know"));
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
