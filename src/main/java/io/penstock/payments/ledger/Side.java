package io.penstock.payments.ledger;

import java.util.Locale;

/** Of an entry. */
public enum Side {
  DEBIT,
  CREDIT;

  /** {@code debit} or {@code credit}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException for any other text
   */
  static Side ofCode(String code) {
    return switch (code) {
      case "debit" -> DEBIT;
      case "credit" -> CREDIT;
      default -> throw new IllegalArgumentException("side must be debit or credit");
    };
  }
}
