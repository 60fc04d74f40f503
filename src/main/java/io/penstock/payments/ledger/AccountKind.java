package io.penstock.payments.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an account tells. Its normal side is the one on which an entry raises its balance. */
public enum AccountKind {
  /** Captured, and not yet paid to us by the card network. */
  NETWORK_RECEIVABLE(Side.DEBIT, true),
  /** Money at our bank. */
  BANK_CASH(Side.DEBIT, true),
  /** What networks keep: our expense. */
  NETWORK_FEES(Side.DEBIT, true),
  /** What merchants pay for payments: our income. */
  PROCESSING_FEES(Side.CREDIT, true),
  /** What merchants pay for disputes: our income. */
  DISPUTE_FEES(Side.CREDIT, true),
  /** Settled by a network, and nobody knows for what. */
  SUSPENSE(Side.CREDIT, true),
  /** What we have gained of a currency by exchanging it; negative where we have given it. */
  FX_POSITION(Side.CREDIT, true),
  /** Earned, and not yet to be paid out. Negative: the owner owes it. */
  PENDING(Side.CREDIT, false),
  /** To be paid out. Negative: the owner owes it. */
  AVAILABLE(Side.CREDIT, false),
  /** On its way back to a cardholder. */
  REFUNDS_IN_TRANSIT(Side.CREDIT, false),
  /** On its way to the owner's bank. */
  PAYOUTS_IN_TRANSIT(Side.CREDIT, false);

  private final Side normalSide;
  private final boolean house;

  AccountKind(Side normalSide, boolean house) {
    this.normalSide = normalSide;
    this.house = house;
  }

  public Side normalSide() {
    return normalSide;
  }

  /** Whether it is ours, rather than a merchant's or a connected account's. */
  public boolean isHouse() {
    return house;
  }

  /** {@code network_receivable}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<AccountKind> ofCode(String code) {
    return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
  }
}
