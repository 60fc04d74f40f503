package io.penstock.payments.intents;

import java.util.Locale;

/** What is known of an attempt. */
public enum AttemptState {
  /** The network is being asked; past its deadline it counts as unknown. */
  PENDING,
  /** Unknown: looked for until it is known. */
  PENDING_VERIFICATION,
  /** Done by the network. */
  APPROVED,
  /** Refused by the network. */
  DECLINED,
  /** It provably never left. */
  NOT_SENT,
  /** It left, never arrived, and was taken back. */
  NOT_REACHED;

  /** {@code pending_verification}, as rows have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether its outcome is still to come. */
  public boolean isOpen() {
    return this == PENDING || this == PENDING_VERIFICATION;
  }

  static AttemptState ofCode(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
