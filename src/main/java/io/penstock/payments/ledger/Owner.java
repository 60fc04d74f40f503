package io.penstock.payments.ledger;

import java.util.Objects;

/**
 * Whose money an account tells of: the merchant's, one of its connected accounts', or the house's,
 * which is ours.
 *
 * @param id the merchant's, {@code acct_…}, or {@code house}
 */
public record Owner(Tenant tenant, String id) {

  private static final String HOUSE = "house";

  public Owner {
    Objects.requireNonNull(tenant, "tenant");
    Names.require("owner", id);
  }

  public static Owner merchant(Tenant tenant) {
    return new Owner(tenant, tenant.merchantId());
  }

  /**
   * @param account such as {@code acct_01jd3x7y8k0v9q4m2s6t1w5zrb}
   */
  public static Owner connected(Tenant tenant, String account) {
    Owner owner = new Owner(tenant, account);
    if (owner.isHouse()) {
      throw new IllegalArgumentException("account must not be house");
    }
    return owner;
  }

  /** We, in this tenant's dealings: each tenant has a stripe of the house's accounts. */
  public static Owner house(Tenant tenant) {
    return new Owner(tenant, HOUSE);
  }

  public boolean isHouse() {
    return id.equals(HOUSE);
  }
}
