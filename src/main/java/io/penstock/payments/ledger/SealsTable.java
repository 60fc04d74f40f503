package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.AccountsTable.get;

import io.penstock.payments.ledger.Seal.Tip;
import io.penstock.platform.postgres.Session;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** {@code ledger_seal}, and the books as they are sealed and proved. */
final class SealsTable {

  /** Held until the transaction ends. */
  private static final String LEASE =
      "SELECT pg_try_advisory_xact_lock(hashtextextended('ledger_seal', $1))";

  private static final String TIP =
      """
      SELECT batch, last_txid::text, encode(root, 'hex'), last_txid < pg_snapshot_xmin(pg_current_snapshot())
      FROM ledger_seal WHERE shard = $1 ORDER BY batch DESC LIMIT 1
      """;

  /** A journal with its canonical text; see {@link Seal}. */
  static final String CANONICAL =
      """
      SELECT j.merchant_id || '/' || j.mode || '/' || j.journal_id, j.txid::text, j.posted_at, coalesce(e.count, 0),
        json_build_array(j.merchant_id, j.mode, j.journal_id, j.kind, j.source_id, j.details,
          (extract(epoch FROM j.posted_at) * 1000000)::bigint, j.txid::text, coalesce(e.entries, '[]'))::text
      """;

  static final String ENTRIES =
      """
      count(*), json_agg(json_build_array(line, account_id, side, amount, currency, number, balance,
        (extract(epoch FROM posted_at) * 1000000)::bigint) ORDER BY line) AS entries
      """;

  static final String ORDER = " ORDER BY j.txid, j.merchant_id, j.mode, j.journal_id";

  /**
   * All journals of the next transactions, as many as there are in the first $2 journals, of those
   * that have ended. One that runs, or is still to begin, has an id that is not below the
   * snapshot's lowest running one; so nobody can commit a journal behind what is read here.
   */
  private static final String UNSEALED =
      CANONICAL
          + "FROM ledger_journal j CROSS JOIN LATERAL (SELECT "
          + ENTRIES
          + """
            FROM ledger_entry e
            WHERE e.merchant_id = j.merchant_id AND e.mode = j.mode AND e.journal_id = j.journal_id) e
          WHERE j.txid > $1::text::xid8 AND j.txid <= (
            SELECT txid FROM (
              SELECT txid FROM ledger_journal
              WHERE txid > $1::text::xid8 AND txid < pg_snapshot_xmin(pg_current_snapshot())
              ORDER BY txid LIMIT $2) next
            ORDER BY txid DESC LIMIT 1)
          """
          + ORDER;

  private static final String INSERT =
      """
      INSERT INTO ledger_seal (shard, batch, first_txid, last_txid, journals, leaves, entries, first_posted_at,
        last_posted_at, previous_root, root, sealed_at)
      VALUES ($1, $2, $3::text::xid8, $4::text::xid8, $5, decode($6, 'hex'), $7, $8, $9, decode($10, 'hex'),
        decode($11, 'hex'), $12)
      """;

  private static final String BACKLOG =
      """
      SELECT count(*), min(posted_at) FROM (
        SELECT posted_at FROM ledger_journal
        WHERE txid > coalesce(
          (SELECT last_txid FROM ledger_seal WHERE shard = $1 ORDER BY batch DESC LIMIT 1), '0'::xid8)
        ORDER BY txid LIMIT $2) unsealed
      """;

  private static final String AFTER =
      """
      SELECT batch, first_txid::text, last_txid::text, journals, encode(leaves, 'hex'), entries, first_posted_at,
        last_posted_at, encode(previous_root, 'hex'), encode(root, 'hex'), sealed_at
      FROM ledger_seal WHERE shard = $1 AND batch >= $2 ORDER BY batch LIMIT $3
      """;

  /**
   * Whether this transaction may add a seal: nobody else may, until it ends. Asked before anything
   * that it is decided by is read.
   */
  Mono<Boolean> lease(Session session, int shard) {
    return session
        .query(LEASE, given -> given.value((long) shard), row -> get(row, 0, Boolean.class))
        .map(List::getFirst);
  }

  /**
   * @throws IllegalStateException when transaction ids have gone back, as after a logical restore
   */
  Mono<Tip> tip(Session session, int shard) {
    return session
        .query(TIP, given -> given.value(shard), SealsTable::tip)
        .map(tips -> tips.isEmpty() ? Tip.GENESIS : tips.getFirst());
  }

  /** What is to be sealed next: whole transactions of about so many journals; maybe none. */
  Mono<List<SealedJournal>> unsealed(Session session, long afterTxid, int journals) {
    return session.query(
        UNSEALED,
        given -> given.value(Long.toString(afterTxid)).value(journals),
        SealsTable::journal);
  }

  Mono<Long> insert(Session session, Seal seal) {
    return session.update(
        INSERT,
        given ->
            given
                .value(seal.shard())
                .value(seal.batch())
                .value(Long.toString(seal.firstTxid()))
                .value(Long.toString(seal.lastTxid()))
                .value(seal.journals().toArray(String[]::new))
                .value(String.join("", seal.leaves()))
                .value(seal.entries())
                .value(seal.firstPostedAt())
                .value(seal.lastPostedAt())
                .value(seal.previousRoot())
                .value(seal.root())
                .value(seal.sealedAt()));
  }

  /**
   * What is not sealed yet.
   *
   * @param most journals that are counted
   */
  Mono<Backlog> backlog(Session session, int shard, int most) {
    return session
        .query(
            BACKLOG,
            given -> given.value(shard).value(most),
            row -> new Backlog(get(row, 0, Long.class), row.get(1, Instant.class)))
        .map(List::getFirst);
  }

  /** In the order of the chain, from a batch on. */
  Mono<List<Seal>> from(Session session, int shard, long batch, int limit) {
    return session.query(
        AFTER, given -> given.value(shard).value(batch).value(limit), row -> seal(shard, row));
  }

  private static Tip tip(Readable row) {
    if (!get(row, 3, Boolean.class)) {
      throw new IllegalStateException(
          "transaction ids are below those that were sealed: was the database restored?");
    }
    return new Tip(
        get(row, 0, Long.class),
        Long.parseUnsignedLong(get(row, 1, String.class)),
        get(row, 2, String.class));
  }

  /** Of the columns of {@link #CANONICAL}. */
  static SealedJournal journal(Readable row) {
    return new SealedJournal(
        get(row, 0, String.class),
        Long.parseUnsignedLong(get(row, 1, String.class)),
        get(row, 2, Instant.class),
        get(row, 3, Long.class),
        get(row, 4, String.class));
  }

  private static Seal seal(int shard, Readable row) {
    return new Seal(
        shard,
        get(row, 0, Long.class),
        Long.parseUnsignedLong(get(row, 1, String.class)),
        Long.parseUnsignedLong(get(row, 2, String.class)),
        Arrays.asList(get(row, 3, String[].class)),
        leaves(get(row, 4, String.class)),
        get(row, 5, Long.class),
        get(row, 6, Instant.class),
        get(row, 7, Instant.class),
        get(row, 8, String.class),
        get(row, 9, String.class),
        get(row, 10, Instant.class));
  }

  private static List<String> leaves(String joined) {
    return IntStream.range(0, joined.length() / Seal.HASH)
        .mapToObj(i -> joined.substring(i * Seal.HASH, (i + 1) * Seal.HASH))
        .toList();
  }

  /**
   * A journal as it is sealed.
   *
   * @param name {@code merchant_id/mode/journal_id}
   * @param canonical see {@link Seal}
   */
  record SealedJournal(String name, long txid, Instant postedAt, long entries, String canonical) {}

  /**
   * @param journals as many as were counted
   * @param oldest null: there is none
   */
  record Backlog(long journals, @Nullable Instant oldest) {}
}
