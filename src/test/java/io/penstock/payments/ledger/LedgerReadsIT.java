package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.LedgerHarness.MERCHANT;
import static io.penstock.payments.ledger.LedgerHarness.TENANT;
import static io.penstock.payments.ledger.LedgerHarness.account;
import static io.penstock.payments.ledger.LedgerHarness.await;
import static io.penstock.payments.ledger.LedgerHarness.capture;
import static io.penstock.payments.ledger.LedgerHarness.house;
import static io.penstock.payments.ledger.LedgerHarness.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be read of the books. */
class LedgerReadsIT {

  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");
  private static final Account PENDING = account(MERCHANT, AccountKind.PENDING);
  private static final Owner CONNECTED = Owner.connected(TENANT, "acct_7");
  private static final PriceList PRICES = PriceList.standard(usd(0).currency());

  private Instant now = START;
  private final InstantSource source = () -> now;
  private final LedgerHarness books = new LedgerHarness(source.withZone(ZoneOffset.UTC));
  private final Ledger ledger = books.ledger();

  @AfterEach
  void close() {
    books.close();
  }

  @Test
  void aStatementIsReadPageByPageFromTheNewestOn() {
    for (int i = 1; i <= 5; i++) {
      books.post(capture("txn_" + i, i));
    }

    List<Long> numbers = new ArrayList<>();
    List<Long> balances = new ArrayList<>();
    int pages = 0;
    Place before = Place.before(END);
    while (before != null) {
      Page<Line> page = await(ledger.statement(PENDING, START, before, 2));
      page.items().forEach(line -> numbers.add(line.number()));
      page.items().forEach(line -> balances.add(line.balance()));
      before = page.next() == null ? null : Place.parse(page.next().toString()).orElseThrow();
      pages++;
      books.post(capture("txn_later_" + pages, 100));
    }

    assertThat(pages).isEqualTo(3);
    assertThat(numbers).containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(balances).containsExactly(15L, 10L, 6L, 3L, 1L);
  }

  @Test
  void aPageThatHoldsAllHasNoneBehindIt() {
    books.post(capture("txn_1", 1), capture("txn_2", 2));

    assertThat(await(ledger.statement(PENDING, START, Place.before(END), 2)).next()).isNull();
    assertThat(await(ledger.statement(PENDING, START, Place.before(END), 1)).next()).isNotNull();
  }

  @Test
  void timesBoundAStatementFromInclusiveToExclusive() {
    for (int i = 1; i <= 3; i++) {
      now = START.plusSeconds(i);
      books.post(capture("txn_" + i, i));
    }

    assertThat(numbers(START.plusSeconds(2), START.plusSeconds(3))).containsExactly(2L);
    assertThat(numbers(START.plusSeconds(1), START.plusSeconds(4))).containsExactly(3L, 2L, 1L);
    assertThat(numbers(START.plusSeconds(4), END)).isEmpty();
  }

  /** A replica whose clock is behind: the account's entries stay in one order all the same. */
  @Test
  void timesOfAnAccountNeverGoBack() {
    now = START.plusSeconds(10);
    books.post(capture("txn_1", 1));
    now = START;
    books.post(capture("txn_2", 2));

    List<Line> lines = await(ledger.statement(PENDING, START, Place.before(END), 10)).items();
    assertThat(lines).extracting(Line::number).containsExactly(2L, 1L);
    assertThat(lines).extracting(Line::postedAt).containsOnly(START.plusSeconds(10));
    assertThat(await(ledger.journal(TENANT, "capture.txn_2")).postedAt()).isEqualTo(START);
  }

  @Test
  void aJournalIsReadAsItWasPosted() {
    Journal journal = Postings.capture(MERCHANT, "txn_1", usd(1000), PRICES);
    books.post(journal);

    PostedJournal read = await(ledger.journal(TENANT, "capture.txn_1"));

    assertThat(read.kind()).isEqualTo("capture");
    assertThat(read.source()).isEqualTo("txn_1");
    assertThat(read.details()).isEqualTo("{\"priceList\": {\"fixed\": 30, \"basisPoints\": 290}}");
    assertThat(read.postedAt()).isEqualTo(START);
    assertThat(read.lines()).extracting(Line::entry).isEqualTo(journal.entries());
    assertThat(ledger.journal(TENANT, "capture.txn_2").blockOptional()).isEmpty();
    assertThat(ledger.journal(new Tenant("mer_1", Mode.LIVE), "capture.txn_1").blockOptional())
        .isEmpty();
  }

  @Test
  void balancesAreThoseOfAnOwner() {
    books.post(Postings.capture(MERCHANT, "txn_1", usd(1000), PRICES));
    books.post(
        Postings.transfer("tr_1", MERCHANT, CONNECTED, usd(1500), Funds.AVAILABLE),
        capture("txn_2", 1));

    assertThat(amounts(await(ledger.balances(MERCHANT))))
        .isEqualTo(Map.of("mer_1.pending.usd", 942L, "mer_1.available.usd", -1500L));
    assertThat(amounts(await(ledger.balances(CONNECTED))))
        .isEqualTo(Map.of("acct_7.available.usd", 1500L));
    assertThat(await(ledger.balance(house(AccountKind.PROCESSING_FEES))).amount())
        .isEqualTo(usd(59));
    assertThat(ledger.balance(house(AccountKind.SUSPENSE)).blockOptional()).isEmpty();
  }

  @Test
  void aTrialBalanceIsEvenInEveryCurrency() {
    books.post(
        Postings.capture(MERCHANT, "txn_1", usd(1000), PRICES),
        Postings.exchange(MERCHANT, "qt_1", usd(300), Money.of(276, "eur")),
        Postings.settled(TENANT, "txn_1", usd(1000), usd(18)));

    assertThat(await(ledger.trialBalance(TENANT)))
        .containsExactly(
            new TrialBalance(Money.of(0, "eur").currency(), BigInteger.ZERO, BigInteger.ZERO),
            new TrialBalance(usd(0).currency(), BigInteger.valueOf(1000), BigInteger.valueOf(1000)))
        .allMatch(TrialBalance::isEven);
  }

  /** The platform's charge, transfer and fee; the connected account's payment and fee. */
  @Test
  void aDestinationChargeIsThreeTransactionsOfThePlatformAndTwoOfTheConnectedAccount() {
    books.post(
        Postings.destinationCharge(MERCHANT, CONNECTED, "txn_1", usd(1000), PRICES, usd(123))
            .toArray(Journal[]::new));

    assertThat(transactions(MERCHANT))
        .containsExactlyInAnyOrder(
            "capture.txn_1 amount 1000 fee 59 net 941 pending",
            "transfer.txn_1 amount -1000 fee 0 net -1000 pending",
            "application_fee.txn_1 amount 123 fee 0 net 123 pending");
    assertThat(transactions(CONNECTED))
        .containsExactlyInAnyOrder(
            "transfer.txn_1 amount 1000 fee 0 net 1000 pending",
            "application_fee.txn_1 amount -123 fee 0 net -123 pending");

    now = START.plus(Duration.ofDays(2));
    books.post(
        Postings.available("txn_1", Map.of(MERCHANT, usd(64), CONNECTED, usd(877))).orElseThrow());

    assertThat(transactions(MERCHANT)).hasSize(3).allMatch(line -> line.endsWith("2026-11-23"));
    assertThat(transactions(CONNECTED)).hasSize(2).allMatch(line -> line.endsWith("2026-11-23"));
    assertThat(amounts(await(ledger.balances(CONNECTED))))
        .isEqualTo(Map.of("acct_7.pending.usd", 0L, "acct_7.available.usd", 877L));
  }

  /** The figures of a dispute that was opened and won, its fee given back. */
  @Test
  void aDisputeTakesAmountAndFeeAndBringsThemBack() {
    books.post(
        Postings.disputeOpened(MERCHANT, "dp_1", usd(1000), usd(1500)),
        Postings.disputeWon(MERCHANT, "dp_1", usd(1000), usd(1500)));

    assertThat(transactions(MERCHANT))
        .containsExactlyInAnyOrder(
            "dispute_opened.dp_1 amount -1000 fee 1500 net -2500 2026-11-21",
            "dispute_won.dp_1 amount 1000 fee -1500 net 2500 2026-11-21");
  }

  @Test
  void transactionsArePagedWithoutGapOrRepetition() {
    for (int i = 1; i <= 7; i++) {
      now = START.plusSeconds(i);
      books.post(Postings.capture(MERCHANT, "txn_" + i, usd(1000), PRICES));
      books.post(Postings.available(MERCHANT, "txn_" + i, usd(1000), usd(59)).orElseThrow());
    }

    List<String> journals = new ArrayList<>();
    @Nullable Place before = Place.before(END);
    while (before != null) {
      Page<BalanceTransaction> page = await(ledger.transactions(MERCHANT, START, before, 2));
      page.items().forEach(each -> journals.add(each.journalId()));
      before = page.next();
    }

    assertThat(journals)
        .containsExactly(
            "capture.txn_7",
            "capture.txn_6",
            "capture.txn_5",
            "capture.txn_4",
            "capture.txn_3",
            "capture.txn_2",
            "capture.txn_1");
  }

  private List<Long> numbers(Instant from, Instant to) {
    return await(ledger.statement(PENDING, from, Place.before(to), 10)).items().stream()
        .map(Line::number)
        .toList();
  }

  private List<String> transactions(Owner owner) {
    return await(ledger.transactions(owner, START, Place.before(END), 20)).items().stream()
        .map(LedgerReadsIT::line)
        .toList();
  }

  private static String line(BalanceTransaction transaction) {
    Instant available = transaction.availableAt();
    return "%s amount %d fee %d net %d %s"
        .formatted(
            transaction.journalId(),
            transaction.amount().minor(),
            transaction.fee().minor(),
            transaction.net().minor(),
            available == null ? "pending" : available.toString().substring(0, 10));
  }

  private static Map<String, Long> amounts(List<Balance> balances) {
    return balances.stream()
        .collect(
            Collectors.toMap(
                balance -> balance.account().id(), balance -> balance.amount().minor()));
  }
}
