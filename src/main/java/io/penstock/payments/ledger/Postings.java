package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.AccountKind.AVAILABLE;
import static io.penstock.payments.ledger.AccountKind.BANK_CASH;
import static io.penstock.payments.ledger.AccountKind.DISPUTE_FEES;
import static io.penstock.payments.ledger.AccountKind.FX_POSITION;
import static io.penstock.payments.ledger.AccountKind.NETWORK_FEES;
import static io.penstock.payments.ledger.AccountKind.NETWORK_RECEIVABLE;
import static io.penstock.payments.ledger.AccountKind.PAYOUTS_IN_TRANSIT;
import static io.penstock.payments.ledger.AccountKind.PENDING;
import static io.penstock.payments.ledger.AccountKind.PROCESSING_FEES;
import static io.penstock.payments.ledger.AccountKind.REFUNDS_IN_TRANSIT;
import static io.penstock.payments.ledger.AccountKind.SUSPENSE;

import io.penstock.platform.values.Money;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the books say of each event: pure functions, one for each row.
 *
 * <table>
 * <caption>Postings</caption>
 * <tr><th>event</th><th>debit</th><th>credit</th></tr>
 * <tr><td>capture G, fee f</td>
 *   <td>network_receivable G; pending f</td><td>pending G; processing_fees f</td></tr>
 * <tr><td>settled G, the network keeps c</td>
 *   <td>bank_cash G−c; network_fees c</td><td>network_receivable G</td></tr>
 * <tr><td>available G, fee f</td><td>pending G−f</td><td>available G−f</td></tr>
 * <tr><td>refund R created</td><td>available R</td><td>refunds_in_transit R</td></tr>
 * <tr><td>refund R succeeded</td><td>refunds_in_transit R</td><td>network_receivable R</td></tr>
 * <tr><td>refund R failed</td><td>refunds_in_transit R</td><td>available R</td></tr>
 * <tr><td>dispute D opened, fee g</td>
 *   <td>available D+g</td><td>network_receivable D; dispute_fees g</td></tr>
 * <tr><td>dispute D won, fee g given back by policy</td>
 *   <td>network_receivable D; dispute_fees g</td><td>available D+g</td></tr>
 * <tr><td>dispute lost</td><td>none</td><td>none</td></tr>
 * <tr><td>transfer T</td><td>platform's available or pending T</td><td>connected's T</td></tr>
 * <tr><td>transfer T reversed</td><td>connected's T</td><td>platform's, of the same kind, T</td></tr>
 * <tr><td>application fee F</td><td>connected's F</td><td>platform's F</td></tr>
 * <tr><td>application fee F refunded</td><td>platform's F</td><td>connected's F</td></tr>
 * <tr><td>destination charge G, fee f, application fee F</td>
 *   <td colspan="2">capture G, fee f; transfer G; application fee F</td></tr>
 * <tr><td>payout P created</td><td>available P</td><td>payouts_in_transit P</td></tr>
 * <tr><td>payout P paid</td><td>payouts_in_transit P</td><td>bank_cash P</td></tr>
 * <tr><td>payout P failed</td><td>payouts_in_transit P</td><td>available P</td></tr>
 * <tr><td>payout P returned (failed after it was paid)</td><td>bank_cash P</td><td>available P</td></tr>
 * <tr><td>exchange of a X for b of Y</td>
 *   <td>available[X] a; fx_position[Y] b</td><td>fx_position[X] a; available[Y] b</td></tr>
 * <tr><td>settlement line nobody knows</td><td>bank_cash</td><td>suspense</td></tr>
 * <tr><td>the same, cleared</td><td>suspense</td><td>network_receivable</td></tr>
 * </table>
 *
 * <p>Lines of nothing, such as a fee of zero, are left out. Each takes what the event is about,
 * {@code source}, by whose id it counts once.
 */
public final class Postings {

  private Postings() {}

  /**
   * @param transaction that captured
   * @param gross positive
   * @param prices the fee's, kept with the journal
   */
  public static Journal capture(Owner owner, String transaction, Money gross, PriceList prices) {
    Money fee = prices.feeOf(gross);
    return Journal.of(JournalKind.CAPTURE, transaction)
        .because(prices.json())
        .debit(house(owner, NETWORK_RECEIVABLE, gross), gross)
        .credit(account(owner, PENDING, gross), gross)
        .debit(account(owner, PENDING, fee), fee)
        .credit(house(owner, PROCESSING_FEES, fee), fee)
        .journal();
  }

  /**
   * @param kept by the network of the amount
   */
  public static Journal settled(Tenant tenant, String transaction, Money gross, Money kept) {
    Owner house = Owner.house(tenant);
    return Journal.of(JournalKind.SETTLED, transaction)
        .debit(account(house, BANK_CASH, gross), gross.minus(kept))
        .debit(account(house, NETWORK_FEES, kept), kept)
        .credit(account(house, NETWORK_RECEIVABLE, gross), gross)
        .journal();
  }

  /** Empty where the fee has used up the amount. */
  public static Optional<Journal> available(
      Owner owner, String transaction, Money gross, Money fee) {
    return available(transaction, Map.of(owner, gross.minus(fee)));
  }

  /**
   * What an event made pending becomes available, for all who have a part in it. Where it has made
   * a debt, that becomes one of the available money. Empty where nothing is left.
   *
   * @param source of the journals that made it pending
   * @param nets by owner: of a destination charge the platform's and the connected account's
   */
  public static Optional<Journal> available(String source, Map<Owner, Money> nets) {
    Journal.Draft draft = Journal.of(JournalKind.AVAILABLE, source);
    nets.entrySet().stream()
        .sorted(Comparator.comparing(each -> each.getKey().id()))
        .forEach(each -> makeAvailable(draft, each.getKey(), each.getValue()));
    return draft.isEmpty() ? Optional.empty() : Optional.of(draft.journal());
  }

  private static void makeAvailable(Journal.Draft draft, Owner owner, Money net) {
    Account pending = account(owner, PENDING, net);
    Account available = account(owner, AVAILABLE, net);
    if (net.minor() >= 0) {
      draft.debit(pending, net).credit(available, net);
    } else {
      draft.debit(available, net.negated()).credit(pending, net.negated());
    }
  }

  public static Journal refundCreated(Owner owner, String refund, Money amount) {
    return move(
        JournalKind.REFUND_CREATED,
        refund,
        account(owner, AVAILABLE, amount),
        account(owner, REFUNDS_IN_TRANSIT, amount),
        amount);
  }

  public static Journal refundSucceeded(Owner owner, String refund, Money amount) {
    return move(
        JournalKind.REFUND_SUCCEEDED,
        refund,
        account(owner, REFUNDS_IN_TRANSIT, amount),
        house(owner, NETWORK_RECEIVABLE, amount),
        amount);
  }

  public static Journal refundFailed(Owner owner, String refund, Money amount) {
    return move(
        JournalKind.REFUND_FAILED,
        refund,
        account(owner, REFUNDS_IN_TRANSIT, amount),
        account(owner, AVAILABLE, amount),
        amount);
  }

  public static Journal disputeOpened(Owner owner, String dispute, Money amount, Money fee) {
    return Journal.of(JournalKind.DISPUTE_OPENED, dispute)
        .debit(account(owner, AVAILABLE, amount), amount.plus(fee))
        .credit(house(owner, NETWORK_RECEIVABLE, amount), amount)
        .credit(house(owner, DISPUTE_FEES, fee), fee)
        .journal();
  }

  /**
   * A lost dispute posts nothing.
   *
   * @param returnedFee what the policy gives back of the fee; mostly zero
   */
  public static Journal disputeWon(Owner owner, String dispute, Money amount, Money returnedFee) {
    return Journal.of(JournalKind.DISPUTE_WON, dispute)
        .debit(house(owner, NETWORK_RECEIVABLE, amount), amount)
        .debit(house(owner, DISPUTE_FEES, returnedFee), returnedFee)
        .credit(account(owner, AVAILABLE, amount), amount.plus(returnedFee))
        .journal();
  }

  /**
   * @param funds of both; pending where the transfer names a charge that is pending itself
   * @param from the platform
   */
  public static Journal transfer(String transfer, Owner from, Owner to, Money amount, Funds funds) {
    return move(
        JournalKind.TRANSFER,
        transfer,
        account(from, funds.kind(), amount),
        account(to, funds.kind(), amount),
        amount);
  }

  /**
   * @param reversal what is posted once: the reversal's own id, or the refund's that reverses
   * @param from the connected account that was transferred to; may go below zero
   */
  public static Journal transferReversed(
      String reversal, Owner from, Owner platform, Money amount, Funds funds) {
    return move(
        JournalKind.TRANSFER_REVERSED,
        reversal,
        account(from, funds.kind(), amount),
        account(platform, funds.kind(), amount),
        amount);
  }

  public static Journal applicationFee(
      String fee, Owner connected, Owner platform, Money amount, Funds funds) {
    return move(
        JournalKind.APPLICATION_FEE,
        fee,
        account(connected, funds.kind(), amount),
        account(platform, funds.kind(), amount),
        amount);
  }

  public static Journal applicationFeeRefunded(
      String refund, Owner platform, Owner connected, Money amount, Funds funds) {
    return move(
        JournalKind.APPLICATION_FEE_REFUNDED,
        refund,
        account(platform, funds.kind(), amount),
        account(connected, funds.kind(), amount),
        amount);
  }

  /**
   * Three events of one moment, so that each party sees its own: the platform a charge, a transfer
   * and an application fee, the connected account a payment and a fee.
   *
   * @param transaction that captured, and the id of all three
   * @param applicationFee may be zero
   */
  public static List<Journal> destinationCharge(
      Owner platform,
      Owner connected,
      String transaction,
      Money gross,
      PriceList prices,
      Money applicationFee) {
    Journal charge = capture(platform, transaction, gross, prices);
    Journal transfer = transfer(transaction, platform, connected, gross, Funds.PENDING);
    return applicationFee.isZero()
        ? List.of(charge, transfer)
        : List.of(
            charge,
            transfer,
            applicationFee(transaction, connected, platform, applicationFee, Funds.PENDING));
  }

  /**
   * What a refund takes back of something that was taken of its charge, a transfer or an
   * application fee: {@code round(total · refunded / charged)}, half up, without what earlier
   * refunds took. So parts differ by no more than a minor unit, and those of a full refund come to
   * all of it.
   *
   * @param total that was taken
   * @param refunded of the charge, by this refund and all before it
   * @param charged positive
   * @param earlier what refunds before this one took back
   */
  public static Money refundedPart(Money total, Money refunded, Money charged, Money earlier) {
    if (!charged.isPositive() || refunded.isMoreThan(charged)) {
      throw new IllegalArgumentException(
          "refunded must be at most " + charged + ", was " + refunded);
    }
    BigInteger twice = BigInteger.TWO.multiply(BigInteger.valueOf(charged.minor()));
    BigInteger rounded =
        BigInteger.valueOf(total.minor())
            .multiply(BigInteger.valueOf(refunded.minor()))
            .shiftLeft(1)
            .add(BigInteger.valueOf(charged.minor()))
            .divide(twice);
    return new Money(rounded.longValueExact(), total.currency()).minus(earlier);
  }

  public static Journal payoutCreated(Owner owner, String payout, Money amount) {
    return move(
        JournalKind.PAYOUT_CREATED,
        payout,
        account(owner, AVAILABLE, amount),
        account(owner, PAYOUTS_IN_TRANSIT, amount),
        amount);
  }

  public static Journal payoutPaid(Owner owner, String payout, Money amount) {
    return move(
        JournalKind.PAYOUT_PAID,
        payout,
        account(owner, PAYOUTS_IN_TRANSIT, amount),
        house(owner, BANK_CASH, amount),
        amount);
  }

  public static Journal payoutFailed(Owner owner, String payout, Money amount) {
    return move(
        JournalKind.PAYOUT_FAILED,
        payout,
        account(owner, PAYOUTS_IN_TRANSIT, amount),
        account(owner, AVAILABLE, amount),
        amount);
  }

  /** The bank sent it back after it had been paid. */
  public static Journal payoutReturned(Owner owner, String payout, Money amount) {
    return move(
        JournalKind.PAYOUT_RETURNED,
        payout,
        house(owner, BANK_CASH, amount),
        account(owner, AVAILABLE, amount),
        amount);
  }

  /**
   * @param quote that holds the rate
   * @param sold of the owner's money
   * @param bought in another currency
   */
  public static Journal exchange(Owner owner, String quote, Money sold, Money bought) {
    return Journal.of(JournalKind.EXCHANGE, quote)
        .because("{\"quoteId\":\"" + quote + "\"}")
        .debit(account(owner, AVAILABLE, sold), sold)
        .credit(house(owner, FX_POSITION, sold), sold)
        .debit(house(owner, FX_POSITION, bought), bought)
        .credit(account(owner, AVAILABLE, bought), bought)
        .journal();
  }

  public static Journal suspenseReceived(Tenant tenant, String line, Money amount) {
    Owner house = Owner.house(tenant);
    return move(
        JournalKind.SUSPENSE_RECEIVED,
        line,
        account(house, BANK_CASH, amount),
        account(house, SUSPENSE, amount),
        amount);
  }

  /** Somebody has found out what it was for. */
  public static Journal suspenseCleared(Tenant tenant, String line, Money amount) {
    Owner house = Owner.house(tenant);
    return move(
        JournalKind.SUSPENSE_CLEARED,
        line,
        account(house, SUSPENSE, amount),
        account(house, NETWORK_RECEIVABLE, amount),
        amount);
  }

  private static Journal move(
      JournalKind kind, String source, Account debit, Account credit, Money amount) {
    return Journal.of(kind, source).debit(debit, amount).credit(credit, amount).journal();
  }

  /** Of the currency that the amount is in. */
  private static Account account(Owner owner, AccountKind kind, Money amount) {
    return new Account(owner, kind, amount.currency());
  }

  private static Account house(Owner owner, AccountKind kind, Money amount) {
    return Account.house(owner.tenant(), kind, amount.currency());
  }
}
