package io.penstock.payments.ledger;

import io.penstock.platform.values.Currencies;
import java.util.Currency;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * An account of the books. It needs no opening: it is there with its first entry.
 *
 * @param currency of all its entries
 */
public record Account(Owner owner, AccountKind kind, Currency currency) {

  public Account {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(currency, "currency");
    if (kind.isHouse() != owner.isHouse()) {
      throw new IllegalArgumentException(
          kind.code() + (kind.isHouse() ? " must be the house's" : " must not be the house's"));
    }
  }

  /** The house's, in a tenant's books. */
  public static Account house(Tenant tenant, AccountKind kind, Currency currency) {
    return new Account(Owner.house(tenant), kind, currency);
  }

  /** Of an id in a tenant's books; empty where no account can have it. */
  public static Optional<Account> ofId(Tenant tenant, String id) {
    String[] parts = id.split("\\.", -1);
    if (parts.length != 3 || !Names.isName(parts[0])) {
      return Optional.empty();
    }
    Owner owner = new Owner(tenant, parts[0]);
    return AccountKind.ofCode(parts[1])
        .filter(kind -> kind.isHouse() == owner.isHouse())
        .flatMap(kind -> currency(parts[2]).map(currency -> new Account(owner, kind, currency)));
  }

  public Tenant tenant() {
    return owner.tenant();
  }

  /** Unique among the tenant's: {@code mer_01jd3x7y8k0v9q4m2s6t1w5zrb.available.usd}. */
  public String id() {
    return owner.id() + '.' + kind.code() + '.' + currencyCode();
  }

  /** {@code usd}. */
  String currencyCode() {
    return currency.getCurrencyCode().toLowerCase(Locale.ROOT);
  }

  /** Only as {@link #currencyCode} writes it, so that no two ids are of one account. */
  private static Optional<Currency> currency(String code) {
    try {
      return code.equals(code.toLowerCase(Locale.ROOT))
          ? Optional.of(Currencies.of(code))
          : Optional.empty();
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }
}
