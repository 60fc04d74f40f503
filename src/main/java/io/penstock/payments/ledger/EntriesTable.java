package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.AccountsTable.get;

import io.penstock.platform.postgres.Session;
import io.penstock.platform.values.Money;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/** {@code ledger_entry}: what journals say of accounts. */
final class EntriesTable {

  private static final String INSERT =
      """
      INSERT INTO ledger_entry
        (merchant_id, mode, journal_id, line, account_id, side, amount, currency, number, balance, posted_at)
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::bigint[],
        $8::text[], $9::bigint[], $10::bigint[], $11::timestamptz[])
      """;

  /** The newest first, from before a place. */
  private static final String STATEMENT =
      """
      SELECT journal_id, line, account_id, side, amount, number, balance, posted_at
      FROM ledger_entry
      WHERE merchant_id = $1 AND mode = $2 AND account_id = $3
        AND posted_at >= $4 AND (posted_at, number) < ($5, $6)
      ORDER BY posted_at DESC, number DESC LIMIT $7
      """;

  private static final String OF_JOURNAL =
      """
      SELECT journal_id, line, account_id, side, amount, number, balance, posted_at
      FROM ledger_entry WHERE merchant_id = $1 AND mode = $2 AND journal_id = $3 ORDER BY line
      """;

  /**
   * The newest entries of an owner's pending and available money, with what each one's journal does
   * to both of them together, in that currency, and to our fees. $8 entries are looked at; the
   * first line of a journal stands for it.
   */
  private static final String TRANSACTIONS =
      """
      SELECT e.journal_id, e.account_id, e.number, e.posted_at, e.line = t.first, t.net, t.fee, v.posted_at
      FROM (
        SELECT e.*
        FROM ledger_account a
        CROSS JOIN LATERAL (
          SELECT * FROM ledger_entry e
          WHERE e.merchant_id = a.merchant_id AND e.mode = a.mode AND e.account_id = a.account_id
            AND e.posted_at >= $4 AND e.posted_at <= $5 AND (e.posted_at, e.account_id, e.number) < ($5, $6, $7)
          ORDER BY e.posted_at DESC, e.number DESC LIMIT $8) e
        WHERE a.merchant_id = $1 AND a.mode = $2 AND a.owner = $3 AND a.kind IN ('pending', 'available')
        ORDER BY e.posted_at DESC, e.account_id DESC, e.number DESC LIMIT $8) e
      CROSS JOIN LATERAL (
        SELECT min(s.line) FILTER (WHERE a.owner = $3 AND a.kind IN ('pending', 'available')) AS first,
          (sum(CASE s.side WHEN 'credit' THEN s.amount ELSE -s.amount END)
            FILTER (WHERE a.owner = $3 AND a.kind IN ('pending', 'available')))::bigint AS net,
          coalesce(sum(CASE s.side WHEN 'credit' THEN s.amount ELSE -s.amount END)
            FILTER (WHERE a.kind IN ('processing_fees', 'dispute_fees')), 0)::bigint AS fee
        FROM ledger_entry s JOIN ledger_account a USING (merchant_id, mode, account_id)
        WHERE s.merchant_id = e.merchant_id AND s.mode = e.mode AND s.journal_id = e.journal_id
          AND s.currency = e.currency) t
      LEFT JOIN ledger_journal v ON v.merchant_id = e.merchant_id AND v.mode = e.mode
        AND v.journal_id = 'available.' || split_part(e.journal_id, '.', 2)
      ORDER BY e.posted_at DESC, e.account_id DESC, e.number DESC
      """;

  /**
   * The database refuses what does not balance.
   *
   * @param lines of journals that this transaction has written
   */
  Mono<Long> insert(Session session, List<Line> lines) {
    return session.update(
        INSERT,
        given ->
            given
                .rows(lines)
                .text(line -> line.tenant().merchantId())
                .text(line -> line.tenant().mode().code())
                .text(Line::journalId)
                .integer(Line::line)
                .text(line -> line.entry().account().id())
                .text(line -> line.entry().side().code())
                .number(line -> line.entry().amount().minor())
                .text(line -> line.entry().account().currencyCode())
                .number(Line::number)
                .number(Line::balance)
                .time(Line::postedAt));
  }

  /**
   * The newest first.
   *
   * @param from inclusive
   * @param before where the statement goes on
   */
  Mono<List<Line>> statement(
      Session session, Account account, Instant from, Place before, int limit) {
    return session.query(
        STATEMENT,
        given ->
            given
                .value(account.tenant().merchantId())
                .value(account.tenant().mode().code())
                .value(account.id())
                .value(from)
                .value(before.postedAt())
                .value(before.number())
                .value(limit),
        row -> line(account.tenant(), row));
  }

  /** In their order. */
  Mono<List<Line>> ofJournal(Session session, Tenant tenant, String journalId) {
    return session.query(
        OF_JOURNAL,
        given -> given.value(tenant.merchantId()).value(tenant.mode().code()).value(journalId),
        row -> line(tenant, row));
  }

  /**
   * The newest first; what is no transaction of its own among them, too, so that the last one tells
   * how far was looked.
   */
  Mono<List<SeenTransaction>> transactions(
      Session session, Owner owner, Instant from, Place before, int looks) {
    return session.query(
        TRANSACTIONS,
        given ->
            given
                .value(owner.tenant().merchantId())
                .value(owner.tenant().mode().code())
                .value(owner.id())
                .value(from)
                .value(before.postedAt())
                .value(before.account())
                .value(before.number())
                .value(looks),
        row -> transaction(owner.tenant(), row));
  }

  private static Line line(Tenant tenant, Readable row) {
    Account account = account(tenant, get(row, 2, String.class));
    return new Line(
        get(row, 0, String.class),
        get(row, 1, Integer.class),
        new Entry(
            account,
            Side.ofCode(get(row, 3, String.class)),
            new Money(get(row, 4, Long.class), account.currency())),
        get(row, 5, Long.class),
        get(row, 6, Long.class),
        get(row, 7, Instant.class));
  }

  private static SeenTransaction transaction(Tenant tenant, Readable row) {
    Account account = account(tenant, get(row, 1, String.class));
    Money net = new Money(get(row, 5, Long.class), account.currency());
    Money fee = new Money(get(row, 6, Long.class), account.currency());
    Instant postedAt = get(row, 3, Instant.class);
    Instant availableAt =
        account.kind() == AccountKind.AVAILABLE ? postedAt : row.get(7, Instant.class);
    return new SeenTransaction(
        new Place(postedAt, account.id(), get(row, 2, Long.class)),
        get(row, 4, Boolean.class) && !net.isZero(),
        new BalanceTransaction(get(row, 0, String.class), net, fee, postedAt, availableAt));
  }

  private static Account account(Tenant tenant, String id) {
    return Account.ofId(tenant, id)
        .orElseThrow(() -> new IllegalStateException("account " + id + " is none that we know"));
  }

  /**
   * @param stands for its journal; another entry of the same journal, or one that moves nothing
   *     between the owner and others, does not
   */
  record SeenTransaction(Place place, boolean stands, BalanceTransaction transaction) {}
}
