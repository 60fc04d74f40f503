package io.penstock.payments.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The business event that a journal tells of. {@link Postings} says what each of them posts. */
public enum JournalKind {
  CAPTURE,
  SETTLED,
  AVAILABLE,
  REFUND_CREATED,
  REFUND_SUCCEEDED,
  REFUND_FAILED,
  DISPUTE_OPENED,
  DISPUTE_WON,
  TRANSFER,
  TRANSFER_REVERSED,
  APPLICATION_FEE,
  APPLICATION_FEE_REFUNDED,
  PAYOUT_CREATED,
  PAYOUT_PAID,
  PAYOUT_FAILED,
  PAYOUT_RETURNED,
  EXCHANGE,
  SUSPENSE_RECEIVED,
  SUSPENSE_CLEARED;

  /** {@code refund_created}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<JournalKind> ofCode(String code) {
    return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
  }
}
