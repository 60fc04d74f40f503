package io.penstock.market.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Bar;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Bars as the recordings' answers write them. */
public final class ExpectedBars {

  private ExpectedBars() {}

  /** Compares all of them, numbers by value. */
  public static void assertBars(List<Bar> bars, JsonNode expected) {
    assertThat(bars).hasSize(expected.size());
    for (int i = 0; i < bars.size(); i++) {
      assertBar(bars.get(i), expected.get(i));
    }
  }

  private static void assertBar(Bar bar, JsonNode expected) {
    assertThat(bar.start()).isEqualTo(Instant.parse(expected.path("start").asString()));
    assertNumber(bar, expected, "open", bar.open().toBigDecimal());
    assertNumber(bar, expected, "high", bar.high().toBigDecimal());
    assertNumber(bar, expected, "low", bar.low().toBigDecimal());
    assertNumber(bar, expected, "close", bar.close().toBigDecimal());
    assertNumber(bar, expected, "volume", bar.volume());
    assertNumber(bar, expected, "notional", bar.notional());
    assertNumber(bar, expected, "vwap", bar.vwap());
    assertThat(bar.trades()).as("trades of %s", bar).isEqualTo(expected.path("trades").asLong());
  }

  private static void assertNumber(Bar bar, JsonNode expected, String field, BigDecimal actual) {
    assertThat(actual)
        .as("%s of %s", field, bar)
        .isEqualByComparingTo(expected.path(field).asString());
  }
}
