package io.penstock.payments.merchants;

import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Mode;

/**
 * A publishable key: {@code pk_test_}, the 26 characters of its merchant's id, and 22 more.
 *
 * @param text as callers send it
 */
record KeyId(String text, String merchantId, Mode mode) {

  static final String MERCHANT = "acct";

  KeyId {
    if (!Ids.isOf(MERCHANT, merchantId)) {
      throw new IllegalArgumentException("merchantId must be an account's");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
