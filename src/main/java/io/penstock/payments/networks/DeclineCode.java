package io.penstock.payments.networks;

import java.util.Locale;

/** Why a network declined, whatever its own code was. Part of the API, so names never change. */
public enum DeclineCode {
  AUTHENTICATION_REQUIRED,
  CALL_ISSUER,
  CARD_NOT_SUPPORTED,
  CARD_VELOCITY_EXCEEDED,
  CURRENCY_NOT_SUPPORTED,
  DO_NOT_HONOR,
  EXPIRED_CARD,
  FRAUDULENT,
  GENERIC_DECLINE,
  INCORRECT_CVC,
  INCORRECT_NUMBER,
  INCORRECT_PIN,
  INSUFFICIENT_FUNDS,
  INVALID_AMOUNT,
  LOST_CARD,
  /** The network or the issuer behind it could not work it, and said so in time. */
  NETWORK_UNAVAILABLE,
  /** The network does not know, or does not allow any more, what the order is about. */
  ORIGINAL_NOT_FOUND,
  PICKUP_CARD,
  PIN_TRY_EXCEEDED,
  /** The network could not work the message; also for what we did wrong. */
  PROCESSING_ERROR,
  STOLEN_CARD,
  TRANSACTION_NOT_ALLOWED;

  /** {@code insufficient_funds}, as the API tells it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
