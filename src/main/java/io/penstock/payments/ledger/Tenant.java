package io.penstock.payments.ledger;

import io.penstock.platform.values.Mode;
import java.util.Objects;

/**
 * Whose books: those of a root merchant, in one mode. Its connected accounts are in them, and what
 * is ours in its dealings; a journal never leaves them.
 *
 * @param merchantId such as {@code mer_01jd3x7y8k0v9q4m2s6t1w5zrb}
 */
public record Tenant(String merchantId, Mode mode) {

  public Tenant {
    Names.require("merchantId", merchantId);
    Objects.requireNonNull(mode, "mode");
  }
}
