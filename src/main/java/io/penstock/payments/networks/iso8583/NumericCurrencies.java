package io.penstock.payments.networks.iso8583;

import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Money;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** DE49: currencies by their three digits, such as 840. */
final class NumericCurrencies {

  private static final Map<String, Currency> BY_DIGITS = byDigits();

  private NumericCurrencies() {}

  /** Null when one of them makes no sense. */
  static @Nullable Money money(String minor, String currency) {
    Currency known = BY_DIGITS.get(currency);
    boolean digits = minor.chars().allMatch(c -> c >= '0' && c <= '9');
    return known == null || !digits ? null : new Money(Long.parseLong(minor), known);
  }

  private static Map<String, Currency> byDigits() {
    Map<String, Currency> currencies = new HashMap<>();
    Arrays.stream(Locale.getISOCountries())
        .map(country -> Currency.getInstance(Locale.of("", country)))
        .filter(Objects::nonNull) // Antarctica
        .map(currency -> Currencies.of(currency.getCurrencyCode()))
        .forEach(currency -> currencies.put(Traces.digits(currency.getNumericCode(), 3), currency));
    return Map.copyOf(currencies);
  }
}
