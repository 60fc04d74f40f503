package io.penstock.payments.vault;

import io.penstock.platform.values.Mode;

/**
 * Stands for a card everywhere outside of this module and of {@code networks}: {@code
 * tok_01jd3x7y8k0v9q4m2s6t1w5zrb}. Worth nothing to anybody but the merchant it was made for.
 *
 * @param id begins with {@code tok_}
 * @param merchantId whose it is, such as {@code acct_01jd3x7y8k0v9q4m2s6t1w5zrb}
 */
public record CardToken(String id, String merchantId, Mode mode) {

  private static final String PREFIX = "tok_";

  public CardToken {
    if (!id.startsWith(PREFIX) || id.length() == PREFIX.length()) {
      throw new IllegalArgumentException("id must begin with tok_");
    }
    if (merchantId.isBlank()) {
      throw new IllegalArgumentException("merchantId must not be blank");
    }
  }
}
