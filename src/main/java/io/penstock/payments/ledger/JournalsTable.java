package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.AccountsTable.get;

import io.penstock.platform.postgres.Parameters;
import io.penstock.platform.postgres.Session;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/** {@code ledger_journal}: every event once. */
final class JournalsTable {

  private static final String INSERT =
      """
      INSERT INTO ledger_journal (merchant_id, mode, journal_id, kind, source_id, details, posted_at)
      SELECT merchant_id, mode, journal_id, kind, source_id, details::jsonb, $7
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        AS j (merchant_id, mode, journal_id, kind, source_id, details)
      ON CONFLICT DO NOTHING
      RETURNING merchant_id, mode, journal_id
      """;

  private static final String READ =
      """
      SELECT journal_id, details::text, posted_at
      FROM ledger_journal WHERE merchant_id = $1 AND mode = $2 AND journal_id = $3
      """;

  /**
   * Writes those that are not there and answers which they are. Waits for other transactions that
   * write the same ones.
   *
   * @param journals each at most once, in an order that all writers keep
   */
  Mono<Set<BookKey>> insert(Session session, Collection<Journal> journals, Instant postedAt) {
    return session
        .query(
            INSERT, given -> bind(given, List.copyOf(journals)).value(postedAt), AccountsTable::key)
        .map(HashSet::new);
  }

  /** Without its entries; empty where there is none. */
  Mono<PostedJournal> read(Session session, Tenant tenant, String journalId) {
    return session
        .query(
            READ,
            given -> given.value(tenant.merchantId()).value(tenant.mode().code()).value(journalId),
            row ->
                new PostedJournal(
                    tenant,
                    get(row, 0, String.class),
                    get(row, 1, String.class),
                    get(row, 2, Instant.class),
                    List.of()))
        .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
  }

  private static Parameters.Columns<Journal> bind(Parameters given, List<Journal> journals) {
    return given
        .rows(journals)
        .text(journal -> journal.tenant().merchantId())
        .text(journal -> journal.tenant().mode().code())
        .text(Journal::id)
        .text(journal -> journal.kind().code())
        .text(Journal::source)
        .text(Journal::details);
  }
}
