package io.penstock.payments.vault;

import java.util.Locale;

/** Whose logo is on a card. */
public enum CardBrand {
  VISA,
  MASTERCARD,
  AMEX,
  DISCOVER,
  DINERS,
  JCB,
  UNIONPAY,
  /** None of these. */
  UNKNOWN;

  /** As APIs write it: {@code visa}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param digits at least the first six of a card number
   */
  static CardBrand of(String digits) {
    int two = Integer.parseInt(digits.substring(0, 2));
    int four = Integer.parseInt(digits.substring(0, 4));
    if (digits.charAt(0) == '4') {
      return VISA;
    }
    if (two >= 51 && two <= 55 || four >= 2221 && four <= 2720) {
      return MASTERCARD;
    }
    if (two == 34 || two == 37) {
      return AMEX;
    }
    if (four >= 3528 && four <= 3589) {
      return JCB;
    }
    if (two == 36 || two == 38 || two == 39 || four >= 3000 && four <= 3059 || four == 3095) {
      return DINERS;
    }
    if (four == 6011 || two == 65 || four >= 6440 && four <= 6499) {
      return DISCOVER;
    }
    return two == 62 || two == 81 ? UNIONPAY : UNKNOWN;
  }
}
