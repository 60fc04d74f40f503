package io.penstock.payments.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each row of the table of postings, line by line. */
class PostingsTest {

  private static final Tenant TENANT = new Tenant("mer_1", Mode.LIVE);
  private static final Owner PLATFORM = Owner.merchant(TENANT);
  private static final Owner CONNECTED = Owner.connected(TENANT, "acct_7");
  private static final PriceList PRICES = PriceList.standard(usd(0).currency());

  @Test
  void captureEarnsTheAmountAndPaysTheFee() {
    Journal journal = Postings.capture(PLATFORM, "txn_1", usd(1000), PRICES);

    assertThat(journal.id()).isEqualTo("capture.txn_1");
    assertThat(journal.tenant()).isEqualTo(TENANT);
    assertThat(journal.details()).isEqualTo("{\"priceList\":{\"basisPoints\":290,\"fixed\":30}}");
    assertPosts(
        journal,
        """
        debit  house.network_receivable.usd 1000
        credit mer_1.pending.usd 1000
        debit  mer_1.pending.usd 59
        credit house.processing_fees.usd 59
        """);
  }

  @Test
  void captureForNothingHasNoFee() {
    assertPosts(
        Postings.capture(PLATFORM, "txn_1", usd(1000), new PriceList(usd(0).currency(), 0, 0)),
        """
        debit  house.network_receivable.usd 1000
        credit mer_1.pending.usd 1000
        """);
  }

  @Test
  void settlementPaysWhatTheNetworkDoesNotKeep() {
    assertPosts(
        Postings.settled(TENANT, "txn_1", usd(1000), usd(18)),
        """
        debit  house.bank_cash.usd 982
        debit  house.network_fees.usd 18
        credit house.network_receivable.usd 1000
        """);
    assertPosts(
        Postings.settled(TENANT, "txn_1", usd(1000), usd(0)),
        """
        debit  house.bank_cash.usd 1000
        credit house.network_receivable.usd 1000
        """);
  }

  @Test
  void whatIsLeftOfACaptureBecomesAvailable() {
    assertPosts(
        Postings.available(PLATFORM, "txn_1", usd(1000), usd(59)).orElseThrow(),
        """
        debit  mer_1.pending.usd 941
        credit mer_1.available.usd 941
        """);
  }

  @Test
  void aFeeLargerThanTheAmountBecomesADebt() {
    assertPosts(
        Postings.available(PLATFORM, "txn_1", usd(20), usd(31)).orElseThrow(),
        """
        debit  mer_1.available.usd 11
        credit mer_1.pending.usd 11
        """);
    assertThat(Postings.available(PLATFORM, "txn_1", usd(31), usd(31))).isEmpty();
  }

  @Test
  void aRefundIsInTransitUntilItSucceedsOrFails() {
    assertPosts(
        Postings.refundCreated(PLATFORM, "re_1", usd(400)),
        """
        debit  mer_1.available.usd 400
        credit mer_1.refunds_in_transit.usd 400
        """);
    assertPosts(
        Postings.refundSucceeded(PLATFORM, "re_1", usd(400)),
        """
        debit  mer_1.refunds_in_transit.usd 400
        credit house.network_receivable.usd 400
        """);
    assertPosts(
        Postings.refundFailed(PLATFORM, "re_1", usd(400)),
        """
        debit  mer_1.refunds_in_transit.usd 400
        credit mer_1.available.usd 400
        """);
  }

  @Test
  void aDisputeTakesAmountAndFeeAndAWonOneGivesBackWhatThePolicySays() {
    assertPosts(
        Postings.disputeOpened(PLATFORM, "dp_1", usd(1000), usd(1500)),
        """
        debit  mer_1.available.usd 2500
        credit house.network_receivable.usd 1000
        credit house.dispute_fees.usd 1500
        """);
    assertPosts(
        Postings.disputeWon(PLATFORM, "dp_1", usd(1000), usd(0)),
        """
        debit  house.network_receivable.usd 1000
        credit mer_1.available.usd 1000
        """);
    assertPosts(
        Postings.disputeWon(PLATFORM, "dp_1", usd(1000), usd(1500)),
        """
        debit  house.network_receivable.usd 1000
        debit  house.dispute_fees.usd 1500
        credit mer_1.available.usd 2500
        """);
  }

  @Test
  void aTransferMovesFundsOfOneKindAndItsReversalTheSame() {
    assertPosts(
        Postings.transfer("tr_1", PLATFORM, CONNECTED, usd(500), Funds.AVAILABLE),
        """
        debit  mer_1.available.usd 500
        credit acct_7.available.usd 500
        """);
    assertPosts(
        Postings.transfer("tr_1", PLATFORM, CONNECTED, usd(500), Funds.PENDING),
        """
        debit  mer_1.pending.usd 500
        credit acct_7.pending.usd 500
        """);
    assertPosts(
        Postings.transferReversed("trr_1", CONNECTED, PLATFORM, usd(200), Funds.AVAILABLE),
        """
        debit  acct_7.available.usd 200
        credit mer_1.available.usd 200
        """);
  }

  @Test
  void anApplicationFeeIsThePlatformsUntilItIsRefunded() {
    assertPosts(
        Postings.applicationFee("txn_1", CONNECTED, PLATFORM, usd(123), Funds.PENDING),
        """
        debit  acct_7.pending.usd 123
        credit mer_1.pending.usd 123
        """);
    assertPosts(
        Postings.applicationFeeRefunded("re_1", PLATFORM, CONNECTED, usd(61), Funds.AVAILABLE),
        """
        debit  mer_1.available.usd 61
        credit acct_7.available.usd 61
        """);
  }

  /** The figures of docs.stripe.com/connect/destination-charges. */
  @Test
  void aDestinationChargeOfTenDollarsNetsThePlatform64CentsAndTheConnectedAccount877() {
    List<Journal> journals =
        Postings.destinationCharge(PLATFORM, CONNECTED, "txn_1", usd(1000), PRICES, usd(123));

    assertThat(journals)
        .extracting(Journal::id)
        .containsExactly("capture.txn_1", "transfer.txn_1", "application_fee.txn_1");
    assertThat(balances(journals))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "house.network_receivable.usd", 1000L,
                "house.processing_fees.usd", 59L,
                "mer_1.pending.usd", 64L,
                "acct_7.pending.usd", 877L));
    assertThat(Postings.destinationCharge(PLATFORM, CONNECTED, "txn_1", usd(1000), PRICES, usd(0)))
        .extracting(Journal::id)
        .containsExactly("capture.txn_1", "transfer.txn_1");
  }

  @Test
  void partsOfRefundsComeToTheWholeHoweverTheyAreCut() {
    Money charged = usd(1000);
    Money fee = usd(123);

    // 123 · 333 / 1000 = 40.96, 123 · 666 / 1000 = 81.92
    assertThat(Postings.refundedPart(fee, usd(333), charged, usd(0))).isEqualTo(usd(41));
    assertThat(Postings.refundedPart(fee, usd(666), charged, usd(41))).isEqualTo(usd(41));
    assertThat(Postings.refundedPart(fee, usd(1000), charged, usd(82))).isEqualTo(usd(41));
    // Half up: 1 · 500 / 1000.
    assertThat(Postings.refundedPart(usd(1), usd(499), charged, usd(0))).isEqualTo(usd(0));
    assertThat(Postings.refundedPart(usd(1), usd(500), charged, usd(0))).isEqualTo(usd(1));
    // The product does not fit 64 bits.
    Money most = usd(Long.MAX_VALUE);
    assertThat(Postings.refundedPart(most, most, most, usd(0))).isEqualTo(most);
  }

  @Test
  void noMoreIsRefundedThanWasCharged() {
    assertThatThrownBy(() -> Postings.refundedPart(usd(123), usd(1001), usd(1000), usd(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("refunded must be at most 10.00 USD, was 10.01 USD");
  }

  @Test
  void aPayoutIsInTransitUntilItIsPaidOrFails() {
    assertPosts(
        Postings.payoutCreated(PLATFORM, "po_1", usd(900)),
        """
        debit  mer_1.available.usd 900
        credit mer_1.payouts_in_transit.usd 900
        """);
    assertPosts(
        Postings.payoutPaid(PLATFORM, "po_1", usd(900)),
        """
        debit  mer_1.payouts_in_transit.usd 900
        credit house.bank_cash.usd 900
        """);
    assertPosts(
        Postings.payoutFailed(PLATFORM, "po_1", usd(900)),
        """
        debit  mer_1.payouts_in_transit.usd 900
        credit mer_1.available.usd 900
        """);
    assertPosts(
        Postings.payoutReturned(PLATFORM, "po_1", usd(900)),
        """
        debit  house.bank_cash.usd 900
        credit mer_1.available.usd 900
        """);
  }

  @Test
  void anExchangeBalancesInEachCurrencyAndNamesItsQuote() {
    Journal journal = Postings.exchange(PLATFORM, "qt_1", usd(1000), Money.of(920, "eur"));

    assertThat(journal.details()).isEqualTo("{\"quoteId\":\"qt_1\"}");
    assertPosts(
        journal,
        """
        debit  mer_1.available.usd 1000
        credit house.fx_position.usd 1000
        debit  house.fx_position.eur 920
        credit mer_1.available.eur 920
        """);
  }

  @Test
  void whatNobodyKnowsWaitsInSuspense() {
    assertPosts(
        Postings.suspenseReceived(TENANT, "line_1", usd(70)),
        """
        debit  house.bank_cash.usd 70
        credit house.suspense.usd 70
        """);
    assertPosts(
        Postings.suspenseCleared(TENANT, "line_1", usd(70)),
        """
        debit  house.suspense.usd 70
        credit house.network_receivable.usd 70
        """);
  }

  private static void assertPosts(Journal journal, String lines) {
    assertThat(journal.entries().stream().map(PostingsTest::line))
        .containsExactlyElementsOf(lines.lines().toList());
  }

  private static String line(Entry entry) {
    return "%-6s %s %d"
        .formatted(entry.side().code(), entry.account().id(), entry.amount().minor());
  }

  private static Map<String, Long> balances(List<Journal> journals) {
    Map<String, Long> balances = new TreeMap<>();
    journals.stream()
        .flatMap(journal -> journal.entries().stream())
        .forEach(entry -> balances.merge(entry.account().id(), entry.change(), Long::sum));
    return balances;
  }

  private static Money usd(long minor) {
    return Money.of(minor, "usd");
  }
}
