package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.LedgerHarness.await;
import static io.penstock.payments.ledger.LedgerHarness.capture;
import static io.penstock.payments.ledger.LedgerHarness.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.platform.values.Mode;
import io.r2dbc.spi.R2dbcException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

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
  void aBalanceThatWouldNotFitIsRefusedAndNothingIsPosted() throws SQLException {
    try (LedgerHarness books = new LedgerHarness()) {
      books.post(capture("txn_1", Long.MAX_VALUE));

      assertThatThrownBy(() -> books.post(capture("txn_2", 1)))
          .isInstanceOf(BalanceOverflowException.class);
      assertThatThrownBy(() -> books.post(capture("txn_3", Long.MAX_VALUE), capture("txn_4", 1)))
          .isInstanceOf(BalanceOverflowException.class);
      assertThat(books.rows("SELECT journal_id FROM ledger_journal"))
          .containsExactly("capture.txn_1");
      assertThat(books.rows(BALANCES))
          .containsExactly(
              "house.network_receivable.usd|9223372036854775807|1",
              "mer_1.pending.usd|9223372036854775807|1");
    }
  }

  /** Only the one that does not fit fails; its neighbours in the group are posted. */
  @Test
  void whatIsPostedTogetherFailsAlone() {
    try (LedgerHarness books = new LedgerHarness()) {
      books.post(capture("txn_0", Long.MAX_VALUE - 50));

      List<Signal<Posted>> answers =
          await(
              Flux.range(1, 20)
                  .flatMapSequential(
                      i ->
                          books
                              .ledger()
                              .post(capture("txn_" + i, i == 7 ? Long.MAX_VALUE : 1))
                              .materialize(),
                      20)
                  .collectList());

      assertThat(answers.get(6).getThrowable()).isInstanceOf(BalanceOverflowException.class);
      answers.remove(6);
      assertThat(answers).allMatch(Signal::isOnNext);
    }
  }

  /** A transaction of the caller's that fails later takes the posting with it. */
  @Test
  void aPostingEndsWithItsTransaction() throws SQLException {
    try (LedgerHarness books = new LedgerHarness()) {
      Mono<Long> failing =
          books
              .database()
              .inTransaction(session ->
                  books
                      .ledger()
                      .post(session, List.of(capture("txn_1", 1000)))
                      .then(session.update("SELECT 1 / 0", given -> {})));

      assertThatThrownBy(() -> await(failing)).isInstanceOf(R2dbcException.class);
      assertThat(books.rows(BALANCES)).isEmpty();
      assertThat(books.post(capture("txn_1", 1000)))
          .containsExactly(new Posted("capture.txn_1", false));
    }
  }

  @Test
  void tenantsAndModesAreBooksOfTheirOwn() throws SQLException {
    try (LedgerHarness books = new LedgerHarness()) {
      books.post(
          Postings.suspenseReceived(new Tenant("mer_1", Mode.TEST), "line_1", usd(1)),
          Postings.suspenseReceived(new Tenant("mer_1", Mode.LIVE), "line_1", usd(2)),
          Postings.suspenseReceived(new Tenant("mer_2", Mode.TEST), "line_1", usd(3)));

      assertThat(
              books.rows(
                  "SELECT merchant_id, mode, balance FROM ledger_balance WHERE account_id = 'house.suspense.usd'"
                      + " ORDER BY 3"))
          .containsExactly("mer_1|test|1", "mer_1|live|2", "mer_2|test|3");
    }
  }

  @Test
  void nothingToPostIsNothingPosted() {
    assertThat(BOOKS.post()).isEmpty();
  }
}
