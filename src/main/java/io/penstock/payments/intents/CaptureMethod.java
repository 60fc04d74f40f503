package io.penstock.payments.intents;

import java.util.Locale;

/** When money that a card was charged with is taken. */
public enum CaptureMethod {
  /** At once. */
  AUTOMATIC,
  /** When the merchant captures it, within seven days. */
  MANUAL;

  /** {@code automatic}, as the API and rows have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static CaptureMethod ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
