package io.penstock.payments.intents;

import io.penstock.payments.ledger.Journal;
import io.penstock.payments.ledger.Owner;
import io.penstock.payments.ledger.Postings;
import io.penstock.payments.ledger.PriceList;
import io.penstock.payments.ledger.Tenant;
import io.penstock.platform.values.Money;
import java.util.ArrayList;
import java.util.List;

/** What a batch of moves has to tell the books. */
final class Bookings {

  private final List<Journal> journals = new ArrayList<>();

  List<Journal> journals() {
    return journals;
  }

  /** Money was taken; answers our fee. */
  Money captured(Transaction transaction, Money taken, PriceList prices) {
    journals.add(Postings.capture(owner(transaction), transaction.id(), taken, prices));
    return prices.feeOf(taken);
  }

  void refundCreated(Transaction refund) {
    journals.add(Postings.refundCreated(owner(refund), refund.id(), refund.amount()));
  }

  void refundSucceeded(Transaction refund) {
    journals.add(Postings.refundSucceeded(owner(refund), refund.id(), refund.amount()));
  }

  void refundFailed(Transaction refund) {
    journals.add(Postings.refundFailed(owner(refund), refund.id(), refund.amount()));
  }

  /** What was taken may be paid out. */
  void available(Transaction taken) {
    Money fee = new Money(taken.fee(), taken.amount().currency());
    Postings.available(owner(taken), taken.id(), taken.amount(), fee).ifPresent(journals::add);
  }

  private static Owner owner(Transaction transaction) {
    IntentKey intent = transaction.intent();
    return Owner.merchant(new Tenant(intent.merchantId(), intent.mode()));
  }
}
