package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.LedgerHarness.capture;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is posted, and what is not. */
class LedgerIT {

  private static final String BALANCES =
      "SELECT account_id, balance, entries FROM ledger_balance ORDER BY account_id";

  private static final LedgerHarness BOOKS = new LedgerHarness();

  @AfterAll
  static void close() {
    BOOKS.close();
  }

  @Test
  void eachEntryIsNumberedAndCarriesTheBalanceThatItMade() throws SQLException {
    try (LedgerHarness books = new LedgerHarness()) {
      assertThat(books.post(capture("txn_1", 1000), capture("txn_2", 20)))
          .containsExactly(new Posted("capture.txn_1", false), new Posted("capture.txn_2", false));
      assertThat(books.post(capture("txn_3", 3)))
          .containsExactly(new Posted("capture.txn_3", false));

      assertThat(
              books.rows(
                  "SELECT journal_id, line, account_id, side, amount, currency, number, balance FROM ledger_entry"
                      + " ORDER BY account_id, number"))
          .containsExactly(
              "capture.txn_1|1|house.network_receivable.usd|debit|1000|usd|1|1000",
              "capture.txn_2|1|house.network_receivable.usd|debit|20|usd|2|1020",
              "capture.txn_3|1|house.network_receivable.usd|debit|3|usd|3|1023",
              "capture.txn_1|2|mer_1.pending.usd|credit|1000|usd|1|1000",
              "capture.txn_2|2|mer_1.pending.usd|credit|20|usd|2|1020",
              "capture.txn_3|2|mer_1.pending.usd|credit|3|usd|3|1023");
      assertThat(books.rows(BALANCES))
          .containsExactly("house.network_receivable.usd|1023|3", "mer_1.pending.usd|1023|3");
      assertThat(
              books.rows(
                  "SELECT account_id, owner, kind, currency, normal_side FROM ledger_account ORDER BY 1"))
          .containsExactly(
              "house.network_receivable.usd|house|network_receivable|usd|debit",
              "mer_1.pending.usd|mer_1|pending|usd|credit");
    }
  }

  @Test
  void whatWasPostedBeforeChangesNothing() throws SQLException {
    try (LedgerHarness books = new LedgerHarness()) {
      books.post(capture("txn_1", 1000));

      assertThat(books.post(capture("txn_2", 5), capture("txn_1", 1000), capture("txn_2", 5)))
          .containsExactly(
              new Posted("capture.txn_2", false),
              new Posted("capture.txn_1", true),
              new Posted("capture.txn_2", true));
      assertThat(books.rows(BALANCES))
          .containsExactly("house.network_receivable.usd|1005|2", "mer_1.pending.usd|1005|2");
    }
  }

  @Test
  void nothingToPostIsNothingPosted() {
    assertThat(BOOKS.post()).isEmpty();
  }
}
