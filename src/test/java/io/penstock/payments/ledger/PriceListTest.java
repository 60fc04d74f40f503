package io.penstock.payments.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Money;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceListTest {

  private static final Currency USD = Currencies.of("usd");

  @ParameterizedTest
  @CsvSource({
    // 2.9 % of the amount, then 30: 0.0, 0.493 down, 0.5 up, 0.522 up
    "0, 30",
    "17, 30",
    "18, 31",
    "1000, 59",
    "2499, 102",
    // 2.9 % of 50 is 1.45, of 500 is 14.5 and rounded up
    "50, 31",
    "500, 45",
    "9999, 320",
    "10000, 320",
    "10001, 320",
    "9223372036854775807, 267477789068788528"
  })
  void theStandardFeeIsExactAndRoundedHalfUp(long amount, long fee) {
    assertThat(PriceList.standard(USD).feeOf(Money.of(amount, "usd")))
        .isEqualTo(Money.of(fee, "usd"));
  }

  @ParameterizedTest
  @CsvSource({"jpy, 500, 45", "kwd, 1234, 66", "usd, 500, 45"})
  void theFixedPartIsThirtyMinorUnitsOfAnyCurrency(String currency, long amount, long fee) {
    Money paid = Money.of(amount, currency);

    assertThat(PriceList.standard(paid.currency()).feeOf(paid)).isEqualTo(Money.of(fee, currency));
  }

  @Test
  void listsAndAmountsOutOfBoundsAreRefused() {
    assertThatThrownBy(() -> new PriceList(USD, -1, 0)).hasMessageContaining("basisPoints");
    assertThatThrownBy(() -> new PriceList(USD, 10_001, 0)).hasMessageContaining("basisPoints");
    assertThatThrownBy(() -> new PriceList(USD, 0, -1)).hasMessageContaining("fixed");
    assertThat(new PriceList(USD, 10_000, 0).feeOf(Money.of(Long.MAX_VALUE, "usd")))
        .isEqualTo(Money.of(Long.MAX_VALUE, "usd"));
    assertThatThrownBy(() -> new PriceList(USD, 10_000, 1).feeOf(Money.of(Long.MAX_VALUE, "usd")))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> PriceList.standard(USD).feeOf(Money.of(-1, "usd")))
        .hasMessageContaining("amount");
    assertThatThrownBy(() -> PriceList.standard(USD).feeOf(Money.of(1, "eur")))
        .hasMessageContaining("amount");
  }
}
