package io.penstock.payments.intents;

import java.util.Locale;

/** How far a transaction is. */
public enum TransactionStatus {
  /** The network is being asked. */
  PENDING,
  /** The answer was lost; nothing is known until the network has been asked again. */
  PENDING_VERIFICATION,
  /** For good. */
  SUCCEEDED,
  /** For good. */
  FAILED;

  /** {@code pending_verification}, as the API and rows have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether nothing may change it any more. */
  public boolean isFinal() {
    return this == SUCCEEDED || this == FAILED;
  }

  static TransactionStatus ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
