package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.LedgerHarness.NOW;
import static io.penstock.payments.ledger.LedgerHarness.TENANT;
import static io.penstock.payments.ledger.LedgerHarness.await;
import static io.penstock.payments.ledger.LedgerHarness.capture;
import static io.penstock.payments.ledger.LedgerHarness.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.payments.ledger.Proof.Misfit;
import io.penstock.platform.values.Mode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Books are sealed as they were committed, and whoever changes them is found out. */
class SealsIT {

  private static final String CHANGED = "the journal or its entries were changed after the seal";
  private static final String ADDED = "the journal was added after the seal";
  private static final String GONE = "the journal is gone, or out of its place";

  private final LedgerHarness books = new LedgerHarness();

  /** Seven journals in seven transactions, three in a seal. */
  @BeforeEach
  void sealSevenJournals() {
    for (int i = 1; i <= 7; i++) {
      books.post(capture("txn_" + i, i));
    }
    assertThat(books.seal()).isEqualTo(3);
  }

  @AfterEach
  void close() {
    books.close();
  }

  @Test
  void whatIsSealedIsProvedFromBeginningToEnd() throws SQLException {
    Proof proof = prove(null);

    assertThat(proof.misfit()).isNull();
    assertThat(proof.next()).isNull();
    assertThat(proof.firstBatch()).isEqualTo(1);
    assertThat(proof.lastBatch()).isEqualTo(3);
    assertThat(proof.from()).isEqualTo(NOW);
    assertThat(proof.journals()).isEqualTo(7);
    assertThat(proof.entries()).isEqualTo(14);
    assertThat(proof.accounts()).isEqualTo(2);
    assertThat(proof.waiting()).isZero();
    assertThat(books.rows("SELECT encode(root, 'hex') FROM ledger_seal WHERE batch = 3"))
        .containsExactly(proof.root());
  }

  /** With psql and sha256sum alone, as the Javadoc of Seal says. */
  @Test
  void anybodyCanRecomputeALeafAndARoot() throws SQLException {
    String txid = books.rows("SELECT min(txid::text::bigint) FROM ledger_journal").getFirst();
    String canonical =
        """
        ["mer_1", "test", "capture.txn_1", "capture", "txn_1", {}, 1795255200000000, "%s", \
        [[1, "house.network_receivable.usd", "debit", 1, "usd", 1, 1, 1795255200000000], \
        [2, "mer_1.pending.usd", "credit", 1, "usd", 1, 1, 1795255200000000]]]\
        """
            .formatted(txid);

    assertThat(
            books.rows(
                "SELECT substr(encode(leaves, 'hex'), 1, 64) = encode(sha256(convert_to('"
                    + canonical
                    + "', 'UTF8')), 'hex') FROM ledger_seal WHERE batch = 1"))
        .containsExactly("t");
    assertThat(
            books.rows(
                """
                SELECT root = sha256(convert_to('penstock-ledger-seal-1' || chr(10) || '0' || chr(10) || '1' || chr(10)
                  || repeat('0', 64) || chr(10) || regexp_replace(encode(leaves, 'hex'), '(.{64})', '\\1' || chr(10), 'g'),
                  'UTF8'))
                FROM ledger_seal WHERE batch = 1
                """))
        .containsExactly("t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "UPDATE ledger_entry SET amount = 400 WHERE journal_id = 'capture.txn_4' # 2 # txn_4",
        "UPDATE ledger_entry SET amount = amount + 1 WHERE journal_id = 'capture.txn_4' AND line = 2 # 2 # txn_4",
        "UPDATE ledger_entry SET side = CASE side WHEN 'debit' THEN 'credit' ELSE 'debit' END WHERE journal_id = 'capture.txn_3' # 1 # txn_3",
        "UPDATE ledger_entry SET account_id = 'mer_2.pending.usd' WHERE journal_id = 'capture.txn_7' AND line = 2 # 3 # txn_7",
        "UPDATE ledger_entry SET posted_at = posted_at - interval '1us' WHERE journal_id = 'capture.txn_1' # 1 # txn_1",
        "UPDATE ledger_entry SET balance = 9 WHERE journal_id = 'capture.txn_2' # 1 # txn_2",
        "DELETE FROM ledger_entry WHERE journal_id = 'capture.txn_5' AND line = 1 # 2 # txn_5",
        "DELETE FROM ledger_entry WHERE journal_id = 'capture.txn_6' # 2 # txn_6",
        "INSERT INTO ledger_entry SELECT merchant_id, mode, journal_id, line + 2, account_id, side, amount, currency, 8, balance, now() FROM ledger_entry WHERE journal_id = 'capture.txn_7' # 3 # txn_7",
        "UPDATE ledger_journal SET details = '{\"a\":1}' WHERE journal_id = 'capture.txn_2' # 1 # txn_2",
        "UPDATE ledger_journal SET posted_at = posted_at - interval '1 day' WHERE journal_id = 'capture.txn_6' # 2 # txn_6"
      })
  void aChangedJournalIsNamed(String sql, long batch, String source) throws SQLException {
    cheat(sql);

    Misfit expected = new Misfit(batch, "mer_1/test/capture." + source, CHANGED);
    assertThat(prove(null).misfit()).isEqualTo(expected);
    assertThat(prove(TENANT).misfit()).isEqualTo(expected);
  }

  @Test
  void aDeletedJournalIsNamed() throws SQLException {
    cheat("DELETE FROM ledger_journal WHERE journal_id = 'capture.txn_5'");

    assertThat(prove(null).misfit()).isEqualTo(new Misfit(2L, "mer_1/test/capture.txn_5", GONE));
    assertThat(prove(TENANT).misfit()).isEqualTo(new Misfit(2L, "mer_1/test/capture.txn_5", GONE));
  }

  @Test
  void aJournalPutBetweenOthersIsNamed() throws SQLException {
    cheat(
        """
        INSERT INTO ledger_journal
        SELECT merchant_id, mode, 'capture.txn_4x', kind, 'txn_4x', details, posted_at, txid
        FROM ledger_journal WHERE journal_id = 'capture.txn_4'
        """);

    assertThat(prove(null).misfit()).isEqualTo(new Misfit(2L, "mer_1/test/capture.txn_4x", ADDED));
  }

  @Test
  void aJournalThatChangedItsNameIsNamed() throws SQLException {
    cheat(
        "UPDATE ledger_journal SET journal_id = 'capture.txn_a', source_id = 'txn_a' WHERE journal_id = 'capture.txn_4'");

    assertThat(prove(null).misfit()).isEqualTo(new Misfit(2L, "mer_1/test/capture.txn_a", ADDED));
  }

  @Test
  void aBalanceThatIsNotThatOfTheEntriesIsNamed() throws SQLException {
    cheat("UPDATE ledger_balance SET balance = 999 WHERE account_id = 'mer_1.pending.usd'");

    assertThat(prove(null).misfit())
        .isEqualTo(
            new Misfit(
                null,
                "mer_1/test/mer_1.pending.usd",
                "the balance is not what the account's last entry made"));
  }

  /** Whoever can switch the triggers off can post nonsense, and have it sealed. */
  @Test
  void aJournalThatNeverBalancedIsNamedThoughItWasSealed() throws SQLException {
    cheat(
        """
        INSERT INTO ledger_journal (merchant_id, mode, journal_id, kind, source_id, details, posted_at)
        VALUES ('mer_1', 'test', 'capture.x', 'capture', 'x', '{}', now());
        INSERT INTO ledger_entry
        VALUES ('mer_1', 'test', 'capture.x', 1, 'mer_1.pending.usd', 'credit', 5, 'usd', 8, 33, now())
        """);
    books.seal();

    assertThat(prove(null).misfit())
        .isEqualTo(new Misfit(4L, "mer_1/test/capture.x", "debits and credits are not equal"));
  }

  @Test
  void anEntryThatDoesNotFollowFromTheOneBeforeIsNamedThoughItWasSealed() throws SQLException {
    cheat(
        """
        INSERT INTO ledger_journal (merchant_id, mode, journal_id, kind, source_id, details, posted_at)
        VALUES ('mer_1', 'test', 'capture.x', 'capture', 'x', '{}', now());
        INSERT INTO ledger_entry VALUES
          ('mer_1', 'test', 'capture.x', 1, 'mer_1.pending.usd', 'credit', 5, 'usd', 8, 34, now()),
          ('mer_1', 'test', 'capture.x', 2, 'house.network_receivable.usd', 'debit', 5, 'usd', 8, 33, now())
        """);
    books.seal();

    assertThat(prove(null).misfit())
        .isEqualTo(
            new Misfit(
                4L,
                "mer_1/test/capture.x",
                "an entry does not follow from the one before of its account"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "UPDATE ledger_seal SET root = sha256('x') WHERE batch = 2 # 2 # the root is not that of the leaves",
        "UPDATE ledger_seal SET leaves = previous_root || substr(leaves, 33) WHERE batch = 2 # 2 # the root is not that of the leaves",
        "UPDATE ledger_seal SET previous_root = sha256('x') WHERE batch = 3 # 3 # the seal does not follow from the one before",
        "DELETE FROM ledger_seal WHERE batch = 2 # 2 # the seal is missing",
        "DELETE FROM ledger_seal WHERE batch = 1 # 1 # the seal is missing"
      })
  void aChangedSealIsNamed(String sql, long batch, String why) throws SQLException {
    cheat(sql);

    assertThat(prove(null).misfit()).isEqualTo(new Misfit(batch, null, why));
    assertThat(prove(TENANT).misfit()).isEqualTo(new Misfit(batch, null, why));
  }

  /** A tenant's proof compares its own journals, and the whole chain's roots. */
  @Test
  void aTenantsProofCountsItsOwnJournalsOnly() throws SQLException {
    Tenant other = new Tenant("mer_2", Mode.LIVE);
    books.post(
        Postings.suspenseReceived(other, "line_1", usd(5)),
        Postings.suspenseReceived(other, "line_2", usd(5)));
    books.seal();

    assertThat(prove(other).journals()).isEqualTo(2);
    assertThat(prove(other).accounts()).isEqualTo(2);
    assertThat(prove(TENANT).journals()).isEqualTo(7);
    cheat("DELETE FROM ledger_entry WHERE journal_id = 'capture.txn_5'");
    assertThat(prove(other).misfit()).isNull();
    assertThat(prove(TENANT).misfit()).isNotNull();
  }

  @Test
  void aProofGoesOnWhereTheOneBeforeEnded() {
    Proofs proofs = books.proofs(4);

    Proof first = await(proofs.prove(null, ProofCursor.START));
    assertThat(first.firstBatch()).isEqualTo(1);
    assertThat(first.lastBatch()).isEqualTo(1);
    Proof second = await(proofs.prove(null, reparsed(first.next())));
    assertThat(second.firstBatch()).isEqualTo(2);
    assertThat(second.journals()).isEqualTo(3);
    Proof third = await(proofs.prove(null, reparsed(second.next())));
    assertThat(third.firstBatch()).isEqualTo(3);
    assertThat(third.next()).isNull();
    assertThat(third.accounts()).isEqualTo(2);
    assertThat(third.misfit()).isNull();
  }

  @Test
  void whatIsNotSealedYetIsCounted() {
    books.post(capture("txn_8", 1), capture("txn_9", 1));

    Proof proof = prove(null);
    assertThat(proof.misfit()).isNull();
    assertThat(proof.waiting()).isEqualTo(2);
    assertThat(proof.waitingSince()).isEqualTo(NOW);
  }

  /** However long it takes: whoever commits late is sealed late, and nobody is left out. */
  @Test
  void aTransactionThatIsStillRunningHoldsUpThoseThatBeganAfterIt() throws SQLException {
    try (Connection late = books.connectAsWorker();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      books.post(capture("txn_8", 8));

      assertThat(books.sealNow()).isZero();
      late.commit();
    }
    assertThat(books.seal()).isEqualTo(1);
    assertThat(prove(null).journals()).isEqualTo(8);
  }

  /** A transaction is sealed as a whole, however many journals it has. */
  @Test
  void aTransactionIsNeverCut() throws SQLException {
    books.post(
        capture("txn_b", 1),
        capture("txn_a", 1),
        capture("txn_d", 1),
        capture("txn_c", 1),
        capture("txn_e", 1));

    assertThat(books.seal()).isEqualTo(1);
    assertThat(books.rows("SELECT array_to_string(journals, ' ') FROM ledger_seal WHERE batch = 4"))
        .containsExactly(
            "mer_1/test/capture.txn_a mer_1/test/capture.txn_b mer_1/test/capture.txn_c"
                + " mer_1/test/capture.txn_d mer_1/test/capture.txn_e");
    assertThat(prove(null).misfit()).isNull();
  }

  /** After a restore into another server, whose ids begin anew, nothing would ever be sealed. */
  @Test
  void transactionIdsThatWentBackAreNoticed() throws SQLException {
    cheat("UPDATE ledger_seal SET last_txid = '4611686018427387904' WHERE batch = 3");

    assertThat(books.sealError()).hasMessageContaining("was the database restored?");
  }

  @Test
  void oneWriterAtATime() throws SQLException {
    books.post(capture("txn_8", 8));
    try (Connection other = books.connectAsWorker();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('ledger_seal', 0))");

      assertThat(books.seal()).isZero();
    }
    assertThat(books.seal()).isEqualTo(1);
  }

  private Proof prove(@Nullable Tenant tenant) {
    return await(books.proofs(20_000).prove(tenant, ProofCursor.START));
  }

  private static ProofCursor reparsed(@Nullable ProofCursor cursor) {
    return ProofCursor.parse(String.valueOf(cursor)).orElseThrow();
  }

  /** As who owns the tables, with all guards switched off. */
  private void cheat(String sql) throws SQLException {
    books.asOwner(
        "ALTER TABLE ledger_entry DISABLE TRIGGER USER; ALTER TABLE ledger_journal DISABLE TRIGGER USER;"
            + sql
            + "; ALTER TABLE ledger_entry ENABLE TRIGGER USER; ALTER TABLE ledger_journal ENABLE TRIGGER USER");
  }
}
