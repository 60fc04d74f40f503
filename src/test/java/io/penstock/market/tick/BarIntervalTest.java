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
