package io.penstock.payments.networks;

import java.util.Locale;

/** What can be asked of a network, as far as money is concerned. */
public enum Operation {
  /** Holds an amount for a capture that follows. */
  AUTHORIZATION,
  /** Authorisation and capture in one. */
  PURCHASE,
  /** Captures what was authorised, or part of it. */
  CAPTURE,
  /** Takes back an authorisation, a purchase or a capture, or part of it. */
  REVERSAL,
  /** Gives money back for what was captured. */
  REFUND;

  /** {@code authorization}, as rows and tags have it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
