package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.LedgerHarness.MERCHANT;
import static io.penstock.payments.ledger.LedgerHarness.TENANT;
import static io.penstock.payments.ledger.LedgerHarness.account;
import static io.penstock.payments.ledger.LedgerHarness.house;
import static io.penstock.payments.ledger.LedgerHarness.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is no such thing as a journal that is wrong by itself. */
class JournalTest {

  private static final Account CASH = house(AccountKind.BANK_CASH);
  private static final Account PENDING = account(MERCHANT, AccountKind.PENDING);

  @Test
  void debitsAndCreditsAreEqual() {
    assertThatThrownBy(() -> journal(debit(CASH, 1000), credit(PENDING, 999)))
        .hasMessage("debits and credits must be equal, differ by 0.01 USD");
    assertThatThrownBy(() -> journal(debit(CASH, 1000))).hasMessageContaining("equal");
  }

  @Test
  void debitsAndCreditsAreEqualInEveryCurrency() {
    Money euros = Money.of(1000, "eur");
    Account other = new Account(MERCHANT, AccountKind.PENDING, euros.currency());

    assertThatThrownBy(() -> journal(debit(CASH, 1000), new Entry(other, Side.CREDIT, euros)))
        .hasMessageContaining("equal");
  }

  @Test
  void sumsThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () -> journal(debit(CASH, Long.MAX_VALUE), debit(CASH, 1), credit(PENDING, 1)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void oneToAHundredEntries() {
    assertThatThrownBy(() -> journal()).hasMessageContaining("entries");
    assertThat(new Journal(JournalKind.CAPTURE, "txn_1", "{}", pairs(50)).entries()).hasSize(100);
    assertThatThrownBy(() -> new Journal(JournalKind.CAPTURE, "txn_1", "{}", pairs(51)))
        .hasMessageContaining("entries");
  }

  @Test
  void amountsArePositiveAndInTheAccountsCurrency() {
    assertThatThrownBy(() -> debit(CASH, 0)).hasMessageContaining("amount must be positive");
    assertThatThrownBy(() -> debit(CASH, -1)).hasMessageContaining("amount must be positive");
    assertThatThrownBy(() -> new Entry(CASH, Side.DEBIT, Money.of(1, "eur")))
        .hasMessage("amount must be in USD, was 0.01 EUR");
  }

  @Test
  void aJournalNeverLeavesATenant() {
    Tenant live = new Tenant(TENANT.merchantId(), Mode.LIVE);
    Account elsewhere = account(Owner.merchant(live), AccountKind.PENDING);

    assertThatThrownBy(() -> journal(debit(CASH, 1), credit(elsewhere, 1)))
        .hasMessage("entries must be in one tenant's books");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a/b", "é", "a b"})
  void identifiersHoldNothingThatSeparatesThem(String name) {
    assertThatThrownBy(() -> new Tenant(name, Mode.TEST)).hasMessageContaining("merchantId");
    assertThatThrownBy(() -> new Owner(TENANT, name)).hasMessageContaining("owner");
    assertThatThrownBy(() -> new Journal(JournalKind.CAPTURE, name, "{}", pairs(1)))
        .hasMessageContaining("source");
  }

  @Test
  void theHouseHasItsOwnKindsOfAccounts() {
    assertThatThrownBy(() -> account(MERCHANT, AccountKind.BANK_CASH))
        .hasMessage("bank_cash must be the house's");
    assertThatThrownBy(() -> house(AccountKind.PENDING))
        .hasMessage("pending must not be the house's");
    assertThatThrownBy(() -> Owner.connected(TENANT, "house")).hasMessageContaining("house");
  }

  @Test
  void anAccountsIdSaysAllOfIt() {
    assertThat(PENDING.id()).isEqualTo("mer_1.pending.usd");
    assertThat(Account.ofId(TENANT, PENDING.id())).contains(PENDING);
    assertThat(Account.ofId(TENANT, CASH.id())).contains(CASH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mer_1.pending",
        "mer_1.pending.usd.",
        "mer_1.pending.USD",
        "mer_1.pending.xxx",
        "mer_1.pending.us",
        "mer_1.nothing.usd",
        "mer_1.bank_cash.usd",
        "house.pending.usd",
        ".pending.usd"
      })
  void whatNoAccountCanBeCalledIsNone(String id) {
    assertThat(Account.ofId(TENANT, id)).isEmpty();
  }

  private static Journal journal(Entry... entries) {
    return new Journal(JournalKind.CAPTURE, "txn_1", "{}", List.of(entries));
  }

  private static List<Entry> pairs(int count) {
    return Collections.nCopies(count, List.of(debit(CASH, 1), credit(PENDING, 1))).stream()
        .flatMap(List::stream)
        .toList();
  }

  private static Entry debit(Account account, long amount) {
    return new Entry(account, Side.DEBIT, usd(amount));
  }

  private static Entry credit(Account account, long amount) {
    return new Entry(account, Side.CREDIT, usd(amount));
  }
}
