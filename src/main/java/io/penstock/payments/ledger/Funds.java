package io.penstock.payments.ledger;

/** Which of an owner's money is moved. */
public enum Funds {
  /** Of charges that are not settled yet, by a transfer that names its source. */
  PENDING(AccountKind.PENDING),
  /** What could be paid out as well. */
  AVAILABLE(AccountKind.AVAILABLE);

  private final AccountKind kind;

  Funds(AccountKind kind) {
    this.kind = kind;
  }

  AccountKind kind() {
    return kind;
  }
}
