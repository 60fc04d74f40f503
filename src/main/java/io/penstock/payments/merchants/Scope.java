package io.penstock.payments.merchants;

import java.util.Arrays;
import java.util.Optional;

/** What a key may do. A restricted key has some of them, any other has all. */
public enum Scope {
  PAYMENTS_READ("payments:read"),
  /** Creates, charges, captures, voids and cancels. */
  PAYMENTS_WRITE("payments:write"),
  REFUNDS_WRITE("refunds:write"),
  /** Balances, entries and journals. */
  LEDGER_READ("ledger:read");

  private final String code;

  Scope(String code) {
    this.code = code;
  }

  /** {@code payments:read}, as it is written in requests and rows. */
  public String code() {
    return code;
  }

  static Optional<Scope> ofCode(String code) {
    return Arrays.stream(values()).filter(scope -> scope.code.equals(code)).findFirst();
  }
}
