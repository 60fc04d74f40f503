package io.penstock.platform.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {

  @ParameterizedTest
  @CsvSource({
    "0.00000001, 1, 8, 0.00000001",
    "1e-8, 1, 8, 0.00000001",
    "1E-8, 1, 8, 0.00000001",
    "1.50e-8, 150, 10, 0.0000000150",
    "1.50e+3, 1500, 0, 1500",
    "61820.99, 6182099, 2, 61820.99",
    "0.00100000, 100000, 8, 0.00100000",
    "-0.00100000, -100000, 8, -0.00100000",
    "-12.5, -125, 1, -12.5",
    "+5, 5, 0, 5",
    "5., 5, 0, 5",
    ".5, 5, 1, 0.5",
    "007.50, 750, 2, 7.50",
    "123456789012.34567890, 1234567890123456789, 7, 123456789012.3456789",
    "589300000000000.0, 5893000000000000, 1, 589300000000000.0",
  })
  void readsUnitsAndScaleAndPrintsPlainDigits(String text, long units, int scale, String printed) {
    Decimal decimal = Decimal.parse(text);

    assertThat(decimal.unscaled()).isEqualTo(units);
    assertThat(decimal.scale()).isEqualTo(scale);
    assertThat(decimal).hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.0",
        "0.00",
        "0.000",
        "0.000000",
        "0.00000000",
        "0.000000000000000000",
        "1",
        "10",
        "0.10",
        "100.00",
        "999999999999999999",
        "9223372036854775807",
        "-9223372036854775808",
        "9.223372036854775807",
        "-9.223372036854775808"
      })
  void keepsTheSpelling(String text) {
    assertThat(Decimal.parse(text)).hasToString(text);
    assertThat(Decimal.from(new BigDecimal(text))).hasToString(text);
    assertThat(Decimal.parse(text).toBigDecimal()).isEqualTo(new BigDecimal(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "+0",
        "0.",
        ".0",
        "-0.0",
        "0.00",
        "0e5",
        "0e-30",
        "0.00000000000000000000000000"
      })
  void everyZeroIsTheSameNumber(String text) {
    assertThat(Decimal.parse(text)).isEqualTo(Decimal.ZERO).hasSameHashCodeAs(Decimal.ZERO);
    assertThat(Decimal.parse(text).isZero()).isTrue();
    assertThat(Decimal.parse(text).isPositive()).isFalse();
    assertThat(Decimal.parse(text).toString()).doesNotContain("-");
  }

  @Test
  void givesUpZerosBehindTheLastDigitOnlyWhereTheyDoNotFit() {
    // What an exchange sends as a day's volume of a coin that costs a hundred-thousandth of a
    // dollar.
    assertThat(Decimal.parse("13123456789012.00000000")).hasToString("13123456789012");
    assertThat(Decimal.parse("92233720368.00000000")).hasToString("92233720368.00000000");
    assertThat(Decimal.parse("92233720369.00000000")).hasToString("92233720369");
    assertThat(Decimal.parse("0.0000000000000000010")).hasToString("0.000000000000000001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9223372036854775808",
        "-9223372036854775809",
        "10000000000000000000",
        "0.0000000000000000001",
        "1e-19",
        "1e19",
        "1e999",
        "1e-999",
        "13123456789012.12345678"
      })
  void refusesWhatALongOfUnitsCannotHold(String text) {
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> Decimal.parse(text))
        .withMessageStartingWith("more digits than a long can hold: ");
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> Decimal.from(new BigDecimal(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "-",
        "+",
        "-.",
        "--1",
        "1-",
        "1.2.3",
        "1,2",
        " 1",
        "1 ",
        "1e",
        "e5",
        "1e+",
        "1e1000",
        "1e5.0",
        "0x10",
        "NaN",
        "Infinity",
        "١",
        "1_000"
      })
  void refusesWhatIsNoNumber(String text) {
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> Decimal.parse(text))
        .withMessage("no decimal number: " + text);
  }

  @Test
  void refusesEndlessDigitsWithoutRepeatingThem() {
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> Decimal.parse("1".repeat(1_000_000)))
        .withMessage("no decimal number: " + "1".repeat(40) + "…");
    assertThatExceptionOfType(NumberFormatException.class)
        .isThrownBy(() -> Decimal.from(BigDecimal.valueOf(1, -1_000_000_000)));
  }

  @Test
  void readsOutOfTheMiddleOfABuffer() {
    assertThat(Decimal.parse("[\"0.50\"]".toCharArray(), 2, 4)).hasToString("0.50");
  }

  @Test
  void scalesReachFrom0To18() {
    assertThat(Decimal.of(1, 0)).hasToString("1");
    assertThat(Decimal.of(1, 18)).hasToString("0.000000000000000001");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decimal.of(1, -1))
        .withMessage("scale must be 0 to 18, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Decimal.of(1, 19))
        .withMessage("scale must be 0 to 18, was 19");
  }

  @Test
  void equalsByValueWithOneHash() {
    assertThat(Decimal.parse("0.10"))
        .isEqualTo(Decimal.parse("0.1"))
        .hasSameHashCodeAs(Decimal.parse("0.1"));
    assertThat(Decimal.parse("100"))
        .isEqualTo(Decimal.parse("100.000"))
        .hasSameHashCodeAs(Decimal.parse("100.000"));
    assertThat(Decimal.parse("0.1")).isNotEqualTo(Decimal.parse("0.01"));
    assertThat(Decimal.parse("1")).isNotEqualTo(Decimal.parse("-1")).isNotEqualTo(null);
    assertThat(Decimal.parse("0.00100000").strip()).hasToString("0.001");
    assertThat(Decimal.parse("1000").strip()).hasToString("1000");
  }

  @Test
  void comparesDifferentScalesBesideTheBorderOfALong() {
    List<Decimal> ascending =
        List.of(
            Decimal.of(Long.MIN_VALUE, 0),
            Decimal.of(Long.MIN_VALUE + 1, 0),
            Decimal.of(Long.MIN_VALUE, 1),
            Decimal.of(Long.MIN_VALUE, 18),
            Decimal.of(-9, 0),
            Decimal.of(-1, 18),
            Decimal.ZERO,
            Decimal.of(1, 18),
            Decimal.of(9, 0),
            Decimal.of(Long.MAX_VALUE, 18),
            Decimal.of(922_337_203_685_477_580L, 0),
            Decimal.of(Long.MAX_VALUE, 1),
            Decimal.of(922_337_203_685_477_581L, 0),
            Decimal.of(Long.MAX_VALUE - 1, 0),
            Decimal.of(Long.MAX_VALUE, 0));

    assertOrder(ascending);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ordersAndPrintsLikeBigDecimal(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      Decimal one = random(random);
      Decimal other =
          random.nextInt(3) == 0
              ? Decimal.of(one.unscaled() + random.nextInt(3) - 1, one.scale())
              : random(random);
      BigDecimal exact = one.toBigDecimal();

      assertThat(one).hasToString(exact.toPlainString());
      assertThat(Decimal.parse(exact.toString()).toBigDecimal()).isEqualTo(exact);
      assertThat(one.compareTo(other)).isEqualTo(exact.compareTo(other.toBigDecimal()));
      assertThat(one.equals(other)).isEqualTo(exact.compareTo(other.toBigDecimal()) == 0);
      assertThat(one.strip()).isEqualTo(one).hasSameHashCodeAs(one);
      assertThat(one.signum()).isEqualTo(exact.signum());
    }
  }

  /** Of any size: about as many of 1 digit as of 19. */
  private static Decimal random(Random random) {
    long units = new BigInteger(random.nextInt(64), random).longValue();
    return Decimal.of(random.nextBoolean() ? units : -units, random.nextInt(Decimal.MAX_SCALE + 1));
  }

  private static void assertOrder(List<Decimal> ascending) {
    for (int i = 0; i < ascending.size(); i++) {
      for (int j = 0; j < ascending.size(); j++) {
        assertThat(ascending.get(i).compareTo(ascending.get(j)))
            .as("%s to %s", ascending.get(i), ascending.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }
}
