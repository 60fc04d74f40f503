package io.penstock.platform.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource({
    "2499, usd, 24.99 USD",
    "500, jpy, 500 JPY",
    "1234, kwd, 1.234 KWD",
    "-5, eur, -0.05 EUR",
    "9223372036854775807, usd, 92233720368547758.07 USD"
  })
  void knowsHowManyDecimalsItsCurrencyHas(long minor, String currency, String written) {
    assertThat(Money.of(minor, currency)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"XAU", "XTS", "XXX", "CHE", "CLF", "DEM", "", "us", "usdt", "ÜSD"})
  void isNotInWhatNobodyPaysWith(String code) {
    assertThatThrownBy(() -> Money.of(1, code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("currency must be a code of ISO 4217, such as usd");
  }

  @Test
  void isInCurrenciesThatCountriesShare() {
    assertThat(Money.of(100, "xof")).hasToString("100 XOF");
    assertThat(Money.of(100, "EUR")).hasToString("1.00 EUR");
  }

  @Test
  void overflowsWithAnError() {
    Money most = Money.of(Long.MAX_VALUE, "usd");
    Money least = Money.of(Long.MIN_VALUE, "usd");
    Money one = Money.of(1, "usd");

    assertThatThrownBy(() -> most.plus(one)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> least.minus(one)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(least::negated).isInstanceOf(ArithmeticException.class);
    assertThat(most.minus(one).plus(one)).isEqualTo(most);
  }

  @Test
  void isNeverMixed() {
    Money dollars = Money.of(1, "usd");
    Money yen = Money.of(1, "jpy");

    assertThatThrownBy(() -> dollars.plus(yen))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("currency must be USD, was JPY");
    assertThatThrownBy(() -> dollars.isMoreThan(yen)).isInstanceOf(IllegalArgumentException.class);
  }
}
