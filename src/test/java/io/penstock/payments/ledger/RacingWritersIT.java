package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.LedgerHarness.PATIENCE;
import static io.penstock.payments.ledger.LedgerHarness.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Random journals, each told by two of eight writers, over accounts that all of them share: some in
 * transactions of their own with many journals, some through the group commit.
 */
class RacingWritersIT {

  private static final int JOURNALS = 1_200;
  private static final int WRITERS = 8;
  private static final List<String> CURRENCIES = List.of("usd", "jpy", "kwd");
  private static final List<Tenant> TENANTS =
      List.of(new Tenant("mer_1", Mode.TEST), new Tenant("mer_1", Mode.LIVE));

  /** Balances that are not what all entries come to, or entries that are not numbered on. */
  private static final String NOT_THE_REPLAY =
      """
      SELECT account_id FROM ledger_balance b
      JOIN ledger_account a USING (merchant_id, mode, account_id)
      JOIN (
        SELECT merchant_id, mode, account_id, count(*) AS entries, max(number) AS last,
          sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) AS debits
        FROM ledger_entry GROUP BY 1, 2, 3) e USING (merchant_id, mode, account_id)
      WHERE b.balance <> CASE a.normal_side WHEN 'debit' THEN e.debits ELSE -e.debits END
        OR b.entries <> e.entries OR e.last <> e.entries
      """;

  @ParameterizedTest
  @ValueSource(longs = {1, 20261121})
  void eachJournalCountsOnceAndTheBooksAreEven(long seed) throws SQLException {
    try (LedgerHarness books = new LedgerHarness()) {
      List<Journal> journals = journals(new Random(seed));

      List<Posted> answers = await(writeTwice(books, journals, seed));

      assertThat(answers).hasSize(2 * JOURNALS);
      assertThat(answers.stream().filter(posted -> !posted.already())).hasSize(JOURNALS);
      assertThat(books.rows("SELECT count(*) FROM ledger_journal"))
          .containsExactly(String.valueOf(JOURNALS));
      for (Tenant tenant : TENANTS) {
        assertThat(await(books.ledger().trialBalance(tenant)))
            .hasSize(CURRENCIES.size())
            .allMatch(TrialBalance::isEven);
      }
      assertThat(books.rows(NOT_THE_REPLAY)).isEmpty();
      books.seal();
      Proof proof = await(books.proofs(100_000).prove(null, ProofCursor.START));
      assertThat(proof.misfit()).isNull();
      assertThat(proof.next()).isNull();
      assertThat(proof.journals()).isEqualTo(JOURNALS);
    }
  }

  private static Mono<List<Posted>> writeTwice(
      LedgerHarness books, List<Journal> journals, long seed) {
    return Flux.range(0, WRITERS)
        .flatMap(
            number -> {
              Random random = new Random(seed + number);
              List<Journal> share = share(journals, number, random);
              return number % 2 == 0
                  ? inTransactions(books, share, random).subscribeOn(Schedulers.parallel())
                  : singly(books, share).subscribeOn(Schedulers.parallel());
            },
            WRITERS)
        .collectList();
  }

  /** A quarter each, every journal in two of them, each writer in an order of its own. */
  private static List<Journal> share(List<Journal> journals, int writer, Random random) {
    List<Journal> share = new ArrayList<>();
    for (int i = writer / 2; i < journals.size(); i += WRITERS / 2) {
      share.add(journals.get(i));
    }
    Collections.shuffle(share, random);
    return share;
  }

  private static Flux<Posted> inTransactions(
      LedgerHarness books, List<Journal> journals, Random random) {
    List<List<Journal>> groups = new ArrayList<>();
    for (int from = 0; from < journals.size(); ) {
      int until = Math.min(journals.size(), from + 1 + random.nextInt(40));
      groups.add(journals.subList(from, until));
      from = until;
    }
    return Flux.fromIterable(groups)
        .concatMap(
            group -> books.database().inTransaction(session -> books.ledger().post(session, group)))
        .concatMapIterable(posted -> posted);
  }

  private static Flux<Posted> singly(LedgerHarness books, List<Journal> journals) {
    return Flux.fromIterable(journals)
        .flatMap(journal -> books.ledger().post(journal), 64)
        .timeout(PATIENCE);
  }

  private static List<Journal> journals(Random random) {
    List<Journal> journals = new ArrayList<>();
    for (int i = 0; i < JOURNALS; i++) {
      journals.add(journal("txn_" + i, random));
    }
    return journals;
  }

  private static Journal journal(String source, Random random) {
    Tenant tenant = TENANTS.get(random.nextInt(TENANTS.size()));
    Owner merchant = Owner.merchant(tenant);
    Owner connected = Owner.connected(tenant, "acct_" + random.nextInt(5));
    Money amount = Money.of(1 + random.nextInt(100_000), CURRENCIES.get(random.nextInt(3)));
    return switch (random.nextInt(6)) {
      case 0 -> Postings.capture(merchant, source, amount, PriceList.standard(amount.currency()));
      case 1 -> Postings.transfer(source, merchant, connected, amount, Funds.AVAILABLE);
      case 2 -> Postings.transferReversed(source, connected, merchant, amount, Funds.PENDING);
      case 3 -> Postings.payoutPaid(connected, source, amount);
      case 4 -> Postings.settled(tenant, source, amount, Money.zero(amount.currency()));
      default ->
          Postings.exchange(
              merchant, source, amount, Money.of(1 + random.nextInt(1000), other(amount)));
    };
  }

  private static String other(Money amount) {
    return amount.currency().getCurrencyCode().equals("USD") ? "jpy" : "usd";
  }
}
