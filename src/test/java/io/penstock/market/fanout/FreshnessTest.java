package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {

  private static final Instant RECEIVED = Instant.parse("2026-03-02T10:00:00Z");

  private final Freshness.Thresholds thresholds =
      new Freshness.Thresholds(Duration.ofSeconds(10), Duration.ofSeconds(60));

  @ParameterizedTest
  @CsvSource({
    "-5, FRESH, 100, 0",
    "0, FRESH, 100, 0",
    "6000, FRESH, 90, 6000",
    "9999, FRESH, 84, 9999",
    "10000, DELAYED, 84, 10000",
    "59999, DELAYED, 1, 59999",
    "60000, STALE, 0, 60000",
    "999999, STALE, 0, 999999",
  })
  void fallsWithAge(long age, Freshness.State state, int score, long ageMs) {
    assertThat(thresholds.at(RECEIVED, RECEIVED.plusMillis(age)))
        .isEqualTo(new Freshness(state, score, ageMs));
  }

  @Test
  void refusesThresholdsThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Freshness.Thresholds(Duration.ZERO, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Freshness.Thresholds(Duration.ofSeconds(2), Duration.ofSeconds(1)));
  }
}
