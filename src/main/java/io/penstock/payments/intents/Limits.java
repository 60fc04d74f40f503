package io.penstock.payments.intents;

import java.util.Currency;

/** How much a payment may be. */
final class Limits {

  private Limits() {}

  /** Minor units: half a dollar, and what is about that where money has other decimals. */
  static long least(Currency currency) {
    return switch (currency.getDefaultFractionDigits()) {
      case 0 -> 50;
      case 3 -> 500;
      default -> 50;
    };
  }

  /** Minor units: ISO 8583 has twelve digits for an amount, people make mistakes with fewer. */
  static long most(Currency currency) {
    return switch (currency.getDefaultFractionDigits()) {
      case 3 -> 9_999_999_999L;
      default -> 999_999_999L;
    };
  }
}
