package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.AccountsTable.get;

import io.penstock.payments.ledger.SealsTable.SealedJournal;
import io.penstock.platform.postgres.Parameters;
import io.penstock.platform.postgres.Session;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The books, looked at by somebody who believes nothing. */
final class ProofTable {

  /**
   * Journals as they are to be sealed; whether each balances, and whether each of its entries
   * follows from the one before of its account. Sums are numeric, because what was tampered with
   * may not fit.
   */
  private static final String JOURNALS =
      SealsTable.CANONICAL
          + """
          , e.balances, e.follows
          FROM ledger_journal j CROSS JOIN LATERAL (
            SELECT bool_and(follows) AS follows,
              NOT EXISTS (
                SELECT FROM ledger_entry s
                WHERE s.merchant_id = j.merchant_id AND s.mode = j.mode AND s.journal_id = j.journal_id
                GROUP BY s.currency
                HAVING sum(CASE s.side WHEN 'debit' THEN s.amount ELSE -s.amount END) <> 0) AS balances,
          """
          + SealsTable.ENTRIES
          + """
            FROM (
              SELECT e.*, e.number = coalesce(before.number, 0) + 1 AND e.balance = coalesce(before.balance, 0)::numeric
                + CASE e.side WHEN a.normal_side THEN e.amount ELSE -e.amount END AND a.currency = e.currency AS follows
              FROM ledger_entry e
              LEFT JOIN ledger_account a USING (merchant_id, mode, account_id)
              LEFT JOIN LATERAL (
                SELECT number, balance FROM ledger_entry b
                WHERE b.merchant_id = e.merchant_id AND b.mode = e.mode AND b.account_id = e.account_id
                  AND (b.posted_at, b.number) < (e.posted_at, e.number)
                ORDER BY b.posted_at DESC, b.number DESC LIMIT 1) before ON true
              WHERE e.merchant_id = j.merchant_id AND e.mode = j.mode AND e.journal_id = j.journal_id) e) e
          WHERE j.txid > $1::text::xid8 AND j.txid <= $2::text::xid8
          """;

  /** Whether each account's balance is what its last entry made. */
  private static final String ACCOUNTS =
      """
      SELECT a.merchant_id, a.mode, a.account_id,
        coalesce(b.balance = e.balance AND b.entries = e.number, false)
      FROM ledger_account a
      LEFT JOIN ledger_balance b USING (merchant_id, mode, account_id)
      LEFT JOIN LATERAL (
        SELECT number, balance FROM ledger_entry e
        WHERE e.merchant_id = a.merchant_id AND e.mode = a.mode AND e.account_id = a.account_id
        ORDER BY e.posted_at DESC, e.number DESC LIMIT 1) e ON true
      WHERE (a.merchant_id, a.mode, a.account_id) > ($1, $2, $3)
      """;

  private static final String ACCOUNTS_ORDER =
      " ORDER BY a.merchant_id, a.mode, a.account_id LIMIT $4";

  /**
   * Journals of transactions, in the order of the chain.
   *
   * @param tenant whose; null: everybody's
   */
  Mono<List<ProvedJournal>> journals(
      Session session, @Nullable Tenant tenant, long afterTxid, long untilTxid) {
    String whose = tenant == null ? "" : " AND j.merchant_id = $3 AND j.mode = $4";
    return session.query(
        JOURNALS + whose + SealsTable.ORDER,
        given ->
            bind(given.value(Long.toString(afterTxid)).value(Long.toString(untilTxid)), tenant),
        ProofTable::journal);
  }

  /**
   * Accounts in the order of their keys.
   *
   * @param after an account's key, whether there is one or not
   * @param tenant whose; null: everybody's
   */
  Mono<List<ProvedAccount>> accounts(
      Session session, @Nullable Tenant tenant, BookKey after, int limit) {
    String whose = tenant == null ? "" : " AND a.merchant_id = $5 AND a.mode = $6";
    return session.query(
        ACCOUNTS + whose + ACCOUNTS_ORDER,
        given ->
            bind(
                given
                    .value(after.tenant().merchantId())
                    .value(after.tenant().mode().code())
                    .value(after.id())
                    .value(limit),
                tenant),
        row -> new ProvedAccount(AccountsTable.key(row), get(row, 3, Boolean.class)));
  }

  private static void bind(Parameters given, @Nullable Tenant tenant) {
    if (tenant != null) {
      given.value(tenant.merchantId()).value(tenant.mode().code());
    }
  }

  private static ProvedJournal journal(Readable row) {
    return new ProvedJournal(
        SealsTable.journal(row),
        get(row, 5, Boolean.class),
        Boolean.TRUE.equals(row.get(6, Boolean.class)));
  }

  /**
   * @param balances debits are equal to credits
   * @param follows each entry makes the balance that it carries of the one before; never of a
   *     journal without entries
   */
  record ProvedJournal(SealedJournal journal, boolean balances, boolean follows) {}

  /**
   * @param fits the balance is what the last entry made
   */
  record ProvedAccount(BookKey key, boolean fits) {}
}
