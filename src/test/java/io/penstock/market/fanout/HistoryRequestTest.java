package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.market.tick.BarInterval;
import io.penstock.platform.http.ApiException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryRequestTest {

  private static final Instant NOW = Instant.parse("2026-03-31T10:02:03Z");

  private static HistoryRequest of(
      @Nullable String timerange,
      @Nullable String interval,
      @Nullable String from,
      @Nullable String to,
      @Nullable Integer limit,
      @Nullable String cursor) {
    return HistoryRequest.of(
            new HistoryRequest.Given(timerange, interval, from, to, limit, cursor), NOW)
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "1d, FIVE_MINUTES, 2026-03-30T10:05:00Z",
    "1w, FIFTEEN_MINUTES, 2026-03-24T10:15:00Z",
    // There is no 31st of February.
    "1m, ONE_HOUR, 2026-02-28T11:00:00Z",
    "3m, ONE_DAY, 2026-01-01T00:00:00Z",
    "1y, ONE_DAY, 2025-04-01T00:00:00Z",
    "5y, ONE_DAY, 2021-04-01T00:00:00Z",
    "max, ONE_DAY, 1970-01-01T00:00:00Z",
  })
  void timerangeHasAFittingInterval(String timerange, BarInterval interval, Instant from) {
    HistoryRequest asked = of(timerange, null, null, null, null, null);
    assertThat(asked).isEqualTo(new HistoryRequest(interval, from, NOW, from, 1_000));
  }

  @Test
  void intervalOverridesTheFittingOne() {
    HistoryRequest asked = of("1d", "1h", null, null, 7, null);
    Instant from = Instant.parse("2026-03-30T11:00:00Z");
    assertThat(asked).isEqualTo(new HistoryRequest(BarInterval.ONE_HOUR, from, NOW, from, 7));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-31T10:00:00Z, 2026-04-01T02:40:00Z, ONE_MINUTE",
    "2026-03-31T10:00:00Z, 2026-04-01T02:40:01Z, FIVE_MINUTES",
    "2026-03-01, 2026-03-11T10:00:00Z, FIFTEEN_MINUTES",
    "2026-03-01, 2026-03-31, ONE_HOUR",
    "2020-01-01, 2026-01-01, ONE_DAY",
  })
  void fromAndToHaveAFittingInterval(String from, String to, BarInterval interval) {
    assertThat(of(null, null, from, to, null, null).interval()).isEqualTo(interval);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-29T01:30:00Z, 2026-03-29T01:30:00Z",
    "2026-03-29T03:30:00+02:00, 2026-03-29T01:30:00Z",
    "2026-03-29T03:30:00 02:00, 2026-03-29T01:30:00Z",
    "2026-03-29, 2026-03-29T00:00:00Z",
    "1970-01-01, 1970-01-01T00:00:00Z",
  })
  void timesHaveOffsetsAndDatesAreThoseOfUtc(String text, Instant from) {
    assertThat(of(null, null, text, null, null, null).from()).isEqualTo(from);
  }

  @Test
  void intervalAloneAsksForTheLastFiveHundred() {
    HistoryRequest seconds = of(null, "1s", null, null, null, null);
    assertThat(seconds.from()).isEqualTo(NOW.minusSeconds(500));
    HistoryRequest minutes = of(null, null, null, "2026-03-01", null, null);
    assertThat(minutes.interval()).isEqualTo(BarInterval.ONE_MINUTE);
    assertThat(minutes.from()).isEqualTo(Instant.parse("2026-02-28T15:40:00Z"));
  }

  @Test
  void pageBeginsAtItsCursorAndNeverBeforeFrom() {
    String from = "2026-03-01";
    assertThat(of(null, null, from, null, null, "2026-03-05T00:00:00Z").begin())
        .isEqualTo(Instant.parse("2026-03-05T00:00:00Z"));
    assertThat(of(null, null, from, null, null, "2026-02-05T00:00:00Z").begin())
        .isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "timerange, 2d, , , , , ",
    "timerange, 1D, , , , , ",
    "timerange, 1d, , 2026-03-01, , , ",
    "timerange, 1d, , , 2026-03-01, , ",
    "interval, , 2m, , , , ",
    "interval, 1d, 1M, , , , ",
    "from, , , yesterday, , , ",
    "from, , , 2026-02-30, , , ",
    "from, , , 1969-12-31, , , ",
    "from, , , 2200-01-01, , , ",
    "from, , , +999999999-01-01T00:00:00Z, , , ",
    "from, , , 2026-03-31T10:02:03Z, , , ",
    "from, , , 2026-03-02, 2026-03-01, , ",
    "from, , , 2026-03-01, 2026-03-01, , ",
    "to, , , , 2026-3-1, , ",
    "limit, 1d, , , , 0, ",
    "limit, 1d, , , , 1001, ",
    "cursor, 1d, , , , , BTC-USD",
    "cursor, 1d, , , , , 2026-03-31T10:02:03Z",
  })
  void namesTheParameterThatIsWrong(
      String wrong,
      @Nullable String timerange,
      @Nullable String interval,
      @Nullable String from,
      @Nullable String to,
      @Nullable Integer limit,
      @Nullable String cursor) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> of(timerange, interval, from, to, limit, cursor))
        .satisfies(refused ->
            assertThat(refused.problem().errors())
                .singleElement()
                .satisfies(error -> assertThat(error.field()).isEqualTo(wrong)));
  }

  @Test
  void limitOrCursorAloneAskForNoHistory() {
    assertThat(
            HistoryRequest.of(new HistoryRequest.Given(null, null, null, null, 10, "BTC-USD"), NOW))
        .isEmpty();
  }
}
