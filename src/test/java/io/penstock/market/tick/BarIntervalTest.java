package io.penstock.market.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BarIntervalTest {

  @ParameterizedTest
  @CsvSource({
    "ONE_SECOND, 2026-01-05T10:00:00Z, 2026-01-05T10:00:00Z",
    "ONE_SECOND, 2026-01-05T10:00:00.999999999Z, 2026-01-05T10:00:00Z",
    "ONE_MINUTE, 2026-01-05T10:00:59.999999999Z, 2026-01-05T10:00:00Z",
    "ONE_MINUTE, 2026-01-05T10:01:00Z, 2026-01-05T10:01:00Z",
    "ONE_MINUTE, 1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:00Z",
  })
  void barsStartAtWholeIntervals(BarInterval interval, Instant instant, Instant start) {
    assertThat(interval.startOf(instant)).isEqualTo(start);
  }

  @ParameterizedTest
  @CsvSource({
    "FIVE_MINUTES, 2026-01-05T10:09:59.999999999Z, 2026-01-05T10:05:00Z, 2026-01-05T10:10:00Z",
    "FIFTEEN_MINUTES, 2026-01-05T10:15:00Z, 2026-01-05T10:15:00Z, 2026-01-05T10:15:00Z",
    "ONE_HOUR, 2026-01-05T10:00:00.000000001Z, 2026-01-05T10:00:00Z, 2026-01-05T11:00:00Z",
    // A day on which most of Europe sets its clocks has 24 hours, too.
    "ONE_DAY, 2026-03-29T01:30:00Z, 2026-03-29T00:00:00Z, 2026-03-30T00:00:00Z",
  })
  void startsAreInUtc(BarInterval interval, Instant instant, Instant start, Instant notBefore) {
    assertThat(interval.startOf(instant)).isEqualTo(start);
    assertThat(interval.startNotBefore(instant)).isEqualTo(notBefore);
  }

  @ParameterizedTest
  @EnumSource
  void isFoundByItsCode(BarInterval interval) {
    assertThat(BarInterval.ofCode(interval.code())).isEqualTo(interval);
  }

  @Test
  void unknownCodesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BarInterval.ofCode("7m"))
        .withMessage("no bar interval 7m");
  }
}
