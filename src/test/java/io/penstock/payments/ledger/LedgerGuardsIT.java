package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.LedgerHarness.capture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.platform.values.Money;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database itself refuses, whatever the application does. */
class LedgerGuardsIT {

  private static final String NO_RIGHT = "42501";
  private static final String CHECK = "23514";
  private static final String FOREIGN_KEY = "23503";

  private static final String JOURNAL =
      "INSERT INTO ledger_journal (merchant_id, mode, journal_id, kind, source_id, details, posted_at)"
          + " VALUES ('mer_1', 'test', 'capture.x', 'capture', 'x', '{}', now());";

  private static final LedgerHarness BOOKS = new LedgerHarness();

  @BeforeAll
  static void post() {
    BOOKS.post(capture("txn_1", 1000));
  }

  @AfterAll
  static void close() {
    BOOKS.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE ledger_journal SET details = '{}'",
        "DELETE FROM ledger_journal",
        "TRUNCATE ledger_journal CASCADE",
        "UPDATE ledger_entry SET amount = 1",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry",
        "UPDATE ledger_account SET normal_side = 'credit'",
        "DELETE FROM ledger_account",
        "DELETE FROM ledger_balance",
        "TRUNCATE ledger_balance",
        "UPDATE ledger_balance SET account_id = 'x'",
        "UPDATE ledger_seal SET batch = 7",
        "DELETE FROM ledger_seal",
        "TRUNCATE ledger_seal",
        "DROP TABLE ledger_entry",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_amount_check",
        "DROP TRIGGER ledger_check_entries ON ledger_entry",
        "CREATE TRIGGER mine BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE OR REPLACE FUNCTION ledger_check_journal() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "ALTER FUNCTION ledger_check_entries() RENAME TO gone",
        "CREATE TABLE public.mine (id integer)",
        "SET session_replication_role = replica",
        "INSERT INTO ledger_journal (merchant_id, mode, journal_id, kind, source_id, details, posted_at, txid)"
            + " VALUES ('mer_1', 'test', 'capture.x', 'capture', 'x', '{}', now(), '7')"
      })
  void whoWorksOnTheBooksMayOnlyAddToThem(String sql) {
    assertRefused(NO_RIGHT, sql);
  }

  @Test
  void debitsWithoutTheirCreditsAreRefused() {
    assertRefused(
        CHECK, JOURNAL + entries("('capture.x', 1, 'debit', 5), ('capture.x', 2, 'credit', 4)"));
    assertRefused(CHECK, JOURNAL + entries("('capture.x', 1, 'debit', 5)"));
  }

  /** Each currency by itself: what is too much of one does not make up for another. */
  @Test
  void currenciesDoNotMakeUpForEachOther() {
    BOOKS.post(
        Postings.exchange(
            LedgerHarness.MERCHANT, "qt_1", LedgerHarness.usd(5), Money.of(5, "eur")));

    assertRefused(
        CHECK,
        JOURNAL
            + entries("('capture.x', 1, 'debit', 5)")
            + entries("('capture.x', 2, 'credit', 5)").replace("usd", "eur"));
  }

  /** Each statement by itself, so that no state in between does not balance. */
  @Test
  void aStatementDoesNotMakeUpForAnother() {
    assertRefused(
        CHECK,
        JOURNAL
            + entries("('capture.x', 1, 'debit', 5)")
            + entries("('capture.x', 2, 'credit', 5)"));
  }

  @Test
  void aJournalThatIsThereTakesNoMoreEntries() {
    assertRefused(
        CHECK, entries("('capture.txn_1', 3, 'debit', 5), ('capture.txn_1', 4, 'credit', 5)"));
  }

  @Test
  void anEntryOfNoJournalIsRefused() {
    assertRefused(
        CHECK, entries("('capture.none', 3, 'debit', 5), ('capture.none', 4, 'credit', 5)"));
  }

  @Test
  void anEntryOfNoAccountIsRefused() {
    assertRefused(
        FOREIGN_KEY,
        JOURNAL
            + entries("('capture.x', 1, 'debit', 5), ('capture.x', 2, 'credit', 5)")
                .replace("pending", "nothing"));
  }

  @Test
  void aJournalWithoutEntriesIsNotCommitted() {
    assertRefused(CHECK, JOURNAL);
  }

  @Test
  void amountsAreAboveZero() {
    assertRefused(CHECK, JOURNAL + entries("('capture.x', 1, 'debit', 0)"));
    assertRefused(
        CHECK, JOURNAL + entries("('capture.x', 1, 'debit', -5), ('capture.x', 2, 'credit', -5)"));
  }

  @Test
  void noTemporaryTableStandsInForTheBooks() throws SQLException {
    BOOKS.asOwner(
        """
        DO $$ BEGIN
          EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO penstock_payments', current_database());
        END $$
        """);

    assertRefused(
        CHECK,
        "CREATE TEMP TABLE ledger_journal (merchant_id text, mode text, journal_id text, txid xid8);"
            + "INSERT INTO pg_temp.ledger_journal VALUES ('mer_1', 'test', 'capture.none', pg_current_xact_id());"
            + entries("('capture.none', 1, 'debit', 5), ('capture.none', 2, 'credit', 5)"));
  }

  @Test
  void whatBalancesIsLetIn() throws SQLException {
    BOOKS.asWorker(
        JOURNAL.replace("capture.x", "capture.y").replace("'x'", "'y'")
            + entries("('capture.y', 1, 'debit', 5), ('capture.y', 2, 'credit', 5)"));

    assertThat(BOOKS.rows("SELECT count(*) FROM ledger_entry WHERE journal_id = 'capture.y'"))
        .containsExactly("2");
  }

  private static String entries(String rows) {
    return "INSERT INTO public.ledger_entry SELECT 'mer_1', 'test', journal_id, line, 'mer_1.pending.usd', side, amount,"
        + " 'usd', line + 100, 0, now() FROM (VALUES "
        + rows
        + ") AS v (journal_id, line, side, amount);";
  }

  private static void assertRefused(String state, String sql) {
    assertThatThrownBy(() -> BOOKS.asWorker(sql))
        .isInstanceOfSatisfying(
            SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo(state));
  }
}
