package io.penstock.payments.merchants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.platform.values.Money;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {

  private final Price usual = new Price(290, 30);

  @ParameterizedTest
  @CsvSource({
    "2499, USD, 102",
    "1000, USD, 59",
    "0, USD, 30",
    // 2.9 % of 500 is 14.5; of 499, 14.471; of 51, 1.479; of 52, 1.508.
    "500, JPY, 45",
    "499, JPY, 44",
    "51, KWD, 31",
    "52, KWD, 32",
    "9223372036854775807, USD, 267477789068788528"
  })
  void feeIsExactAndHalfAUnitGoesUp(long amount, String currency, long fee) {
    assertThat(usual.fee(Money.of(amount, currency))).isEqualTo(Money.of(fee, currency));
  }

  @Test
  void boundsAreNamed() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Price(-1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Price(10_001, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Price(0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> usual.fee(Money.of(-1, "USD")));
    assertThat(new Price(0, 0).fee(Money.of(1, "USD")).minor()).isZero();
    Assertions.assertThatThrownBy(() -> new Price(10_000, 1).fee(Money.of(Long.MAX_VALUE, "USD")))
        .isInstanceOf(ArithmeticException.class);
  }
}
