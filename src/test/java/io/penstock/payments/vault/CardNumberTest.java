package io.penstock.payments.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CardNumberTest {

  private static final CardNumber VISA = CardNumber.of("4242424242424242");

  @ParameterizedTest
  @CsvSource({
    "4242424242424242, VISA, 42424242, 4242",
    "5555555555554444, MASTERCARD, 55555555, 4444",
    "2223003122003222, MASTERCARD, 22230031, 3222",
    "378282246310005, AMEX, 378282, 0005",
    "6011111111111117, DISCOVER, 60111111, 1117",
    "3056930009020004, DINERS, 30569300, 0004",
    "36227206271667, DINERS, 362272, 1667",
    "3566002020360505, JCB, 35660020, 0505",
    "6200000000000005, UNIONPAY, 62000000, 0005",
    "9999999999999995, UNKNOWN, 99999999, 9995"
  })
  void tellsBrandIssuerAndLastFour(String digits, CardBrand brand, String bin, String lastFour) {
    CardNumber number = CardNumber.of(digits);
    assertThat(number.brand()).isEqualTo(brand);
    assertThat(number.bin()).isEqualTo(bin);
    assertThat(number.lastFour()).isEqualTo(lastFour);
    assertThat(number.passesLuhn()).isTrue();
    assertThat(number.reveal()).isEqualTo(digits);
  }

  @Test
  void mistypedNumberIsANumberThatFailsLuhn() {
    assertThat(CardNumber.of("4242424242424241").passesLuhn()).isFalse();
    assertThat(CardNumber.of("4242424242422442").passesLuhn()).as("two swapped").isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 19})
  void hasTwelveToNineteenDigits(int length) {
    assertThat(CardNumber.of("4".repeat(length)).reveal()).hasSize(length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "42424242424",
        "42424242424242424242",
        "4242 4242 4242 4242",
        "424242424242424a",
        "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢"
      })
  void isDigitsOnlyAndTheErrorTellsNone(String wrong) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CardNumber.of(wrong))
        .withMessageStartingWith("number must")
        .withMessageNotContaining("4242");
  }

  @Test
  void masksItself() {
    assertThat(VISA).hasToString("424242…4242");
    assertThat(CardNumber.of("378282246310005")).hasToString("378282…0005");
    assertThat(CardNumber.of("400000000002")).hasToString("…0002");
  }

  @Test
  void cardAndCodeMaskThemselves() {
    Card card = new Card(VISA, YearMonth.of(2030, 3), Cvc.of("123"));
    assertThat(card).hasToString("424242…4242 03/2030");
    assertThat(card.withoutCvc().cvc()).isNull();
    assertThat(Cvc.of("123")).hasToString("•••");
    assertThat(Cvc.of("1234").reveal()).isEqualTo("1234");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cvc.of("12x"))
        .withMessage("cvc must be three or four digits");
  }

  @Test
  void isNoPartOfAnyJson() {
    Card card = new Card(VISA, YearMonth.of(2030, 3), Cvc.of("739"));
    JsonMapper json = new JsonMapper();
    record Holder(CardNumber number, Cvc cvc, Card card, String name) {}
    assertThat(json.writeValueAsString(new Holder(VISA, Cvc.of("739"), card, "x")))
        .isEqualTo("{\"name\":\"x\"}");
    for (Object wrapped : List.of(VISA, Cvc.of("739"), card, Map.of("card", card), List.of(VISA))) {
      assertThat(json.writeValueAsString(wrapped)).doesNotContain("4242424242424242", "739");
    }
  }

  @Test
  void equalsByItsDigits() {
    assertThat(CardNumber.of("4242424242424242")).isEqualTo(VISA).hasSameHashCodeAs(VISA);
    assertThat(CardNumber.of("4242424242424241")).isNotEqualTo(VISA);
  }

  @Test
  void tokenHasItsPrefix() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new CardToken("4242424242424242", "acct_m", io.penstock.platform.values.Mode.TEST))
        .withMessage("id must begin with tok_");
  }
}
