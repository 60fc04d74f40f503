package io.penstock.platform.values;

import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The currencies that money can be in: what some country pays with today, after ISO 4217. None of
 * its codes for metals, funds, tests or units of account, none that is no more.
 */
public final class Currencies {

  private static final Map<String, Currency> SPENDABLE =
      Arrays.stream(Locale.getISOCountries())
          .map(country -> Currency.getInstance(Locale.of("", country)))
          .filter(Objects::nonNull) // Antarctica
          .distinct()
          .collect(Collectors.toUnmodifiableMap(Currency::getCurrencyCode, each -> each));

  private Currencies() {}

  /**
   * @param code in either case, such as {@code usd}
   * @throws IllegalArgumentException when there is no such currency
   */
  public static Currency of(String code) {
    Currency known = code.length() == 3 ? SPENDABLE.get(code.toUpperCase(Locale.ROOT)) : null;
    if (known == null) {
      throw new IllegalArgumentException("currency must be a code of ISO 4217, such as usd");
    }
    return known;
  }

  static void requireSpendable(Currency currency) {
    if (!SPENDABLE.containsKey(currency.getCurrencyCode())) {
      throw new IllegalArgumentException("currency must be money, was " + currency);
    }
  }
}
