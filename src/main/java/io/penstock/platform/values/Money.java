package io.penstock.platform.values;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Objects;

/**
 * An amount in the smallest unit of its currency: 2499 of {@code USD} is 24.99 dollars, 500 of
 * {@code JPY} is 500 yen, 1234 of {@code KWD} is 1.234 dinars. Exact: whatever would not fit is an
 * error, never a wrong amount.
 *
 * @param minor may be negative or zero; what an API takes from people is checked there
 * @param currency of ISO 4217, with a known number of decimals
 */
public record Money(long minor, Currency currency) {

  public Money {
    Objects.requireNonNull(currency, "currency");
    Currencies.requireSpendable(currency);
  }

  /** 2499 and {@code USD}. */
  public static Money of(long minor, String currency) {
    return new Money(minor, Currencies.of(currency));
  }

  public static Money zero(Currency currency) {
    return new Money(0, currency);
  }

  /**
   * @throws ArithmeticException when the sum does not fit
   * @throws IllegalArgumentException for another currency
   */
  public Money plus(Money other) {
    return new Money(Math.addExact(minor, same(other)), currency);
  }

  /**
   * @throws ArithmeticException when the difference does not fit
   * @throws IllegalArgumentException for another currency
   */
  public Money minus(Money other) {
    return new Money(Math.subtractExact(minor, same(other)), currency);
  }

  public Money negated() {
    return new Money(Math.negateExact(minor), currency);
  }

  public boolean isZero() {
    return minor == 0;
  }

  public boolean isPositive() {
    return minor > 0;
  }

  /**
   * @throws IllegalArgumentException for another currency
   */
  public boolean isMoreThan(Money other) {
    return minor > same(other);
  }

  /** In whole units: {@code 24.99}. */
  public BigDecimal amount() {
    return BigDecimal.valueOf(minor, currency.getDefaultFractionDigits());
  }

  private long same(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(
          "currency must be " + currency + ", was " + other.currency);
    }
    return other.minor;
  }

  /** {@code 24.99 USD}. */
  @Override
  public String toString() {
    return amount().toPlainString() + " " + currency.getCurrencyCode();
  }
}
