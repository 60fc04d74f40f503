package io.penstock.market.feed.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.market.feed.kraken.KrakenChecksum.Precision;
import io.penstock.market.tick.Level;
import io.penstock.platform.values.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KrakenChecksumTest {

  /** The example of Kraken's guide. */
  private static final List<Level> ASKS =
      List.of(
          Level.of("45285.2", "0.00100000"),
          Level.of("45286.4", "1.54571953"),
          Level.of("45286.6", "1.54571109"),
          Level.of("45289.6", "1.54560911"),
          Level.of("45290.2", "0.15890660"),
          Level.of("45291.8", "1.54553491"),
          Level.of("45294.7", "0.04454749"),
          Level.of("45296.1", "0.35380000"),
          Level.of("45297.5", "0.09945542"),
          Level.of("45299.5", "0.18772827"));

  private static final List<Level> BIDS =
      List.of(
          Level.of("45283.5", "0.10000000"),
          Level.of("45283.4", "1.54582015"),
          Level.of("45282.1", "0.10000000"),
          Level.of("45281.0", "0.10000000"),
          Level.of("45280.3", "1.54592586"),
          Level.of("45279.0", "0.07990000"),
          Level.of("45277.6", "0.03310103"),
          Level.of("45277.5", "0.30000000"),
          Level.of("45277.3", "1.54602737"),
          Level.of("45276.6", "0.15445238"));

  private static final long DOCUMENTED = 3_310_070_434L;

  @Test
  void isTheDocumentedOne() {
    assertThat(KrakenChecksum.of(ASKS, BIDS, Precision.AS_WRITTEN)).isEqualTo(DOCUMENTED);
  }

  @Test
  void zerosThatWereLeftAwayComeBackByThePrecision() {
    List<Level> asks = ASKS.stream().map(KrakenChecksumTest::stripped).toList();
    List<Level> bids = BIDS.stream().map(KrakenChecksumTest::stripped).toList();

    assertThat(KrakenChecksum.of(asks, bids, new Precision(1, 8))).isEqualTo(DOCUMENTED);
    assertThat(KrakenChecksum.of(asks, bids, Precision.AS_WRITTEN)).isNotEqualTo(DOCUMENTED);
  }

  @Test
  void numbersWithMoreDigitsThanThePrecisionKeepThem() {
    assertThat(KrakenChecksum.of(ASKS, BIDS, new Precision(0, 5))).isEqualTo(DOCUMENTED);
  }

  @Test
  void levelsBehindTheTenthDoNotCount() {
    List<Level> asks = new ArrayList<>(ASKS);
    asks.add(Level.of("45300.0", "1.00000000"));
    List<Level> bids = new ArrayList<>(BIDS);
    bids.add(Level.of("45276.5", "1.00000000"));

    assertThat(KrakenChecksum.of(asks, bids, Precision.AS_WRITTEN)).isEqualTo(DOCUMENTED);
    assertThat(KrakenChecksum.of(asks.subList(0, 9), bids, Precision.AS_WRITTEN))
        .isNotEqualTo(DOCUMENTED);
  }

  @Test
  void ofNothingIsZero() {
    assertThat(KrakenChecksum.of(List.of(), List.of(), new Precision(1, 8))).isZero();
  }

  @Test
  void asksComeBeforeBids() {
    List<Level> one = List.of(Level.of("2", "1"));
    List<Level> other = List.of(Level.of("1", "1"));

    assertThat(KrakenChecksum.of(one, other, Precision.AS_WRITTEN)).isEqualTo(crc("2111"));
    assertThat(KrakenChecksum.of(other, one, Precision.AS_WRITTEN)).isEqualTo(crc("1121"));
    assertThat(KrakenChecksum.of(one, List.of(), Precision.AS_WRITTEN)).isEqualTo(crc("21"));
  }

  @ParameterizedTest
  @CsvSource({
    "45285.2,                   1, 452852",
    "0.00100000,                8, 100000",
    "0.001,                     8, 100000",
    "1e-3,                      8, 100000",
    "1e-8,                      8, 1",
    "0.0000000100,             10, 100",
    "1E+3,                      2, 100000",
    "1000,                      0, 1000",
    "100.10,                    1, 10010",
    "0.000000000000000001,     18, 1",
    "9223372036854775807,       0, 9223372036854775807",
    "9223372036854775807,      18, 9223372036854775807000000000000000000",
    "92233720368547758.07,      8, 9223372036854775807000000"
  })
  void digitsHaveNeitherPointNorLeadingZeros(String number, int precision, String digits) {
    Level price = new Level(Decimal.parse(number), Decimal.parse("1"));
    Level quantity = new Level(Decimal.parse("1"), Decimal.parse(number));

    assertThat(KrakenChecksum.of(List.of(price), List.of(), new Precision(precision, 0)))
        .isEqualTo(crc(digits + "1"));
    assertThat(KrakenChecksum.of(List.of(), List.of(quantity), new Precision(0, precision)))
        .isEqualTo(crc("1" + digits));
  }

  @Test
  void precisionIsWhatADecimalCanHave() {
    assertThat(new Precision(0, 18)).isEqualTo(new Precision(0, 18));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Precision(-1, 0))
        .withMessage("price must be 0 to 18, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Precision(0, 19))
        .withMessage("quantity must be 0 to 18, was 19");
  }

  private static Level stripped(Level level) {
    return new Level(level.price().strip(), level.quantity().strip());
  }

  private static long crc(String digits) {
    CRC32 sum = new CRC32();
    sum.update(digits.getBytes(StandardCharsets.US_ASCII));
    return sum.getValue();
  }
}
