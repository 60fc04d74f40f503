package io.penstock.market.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2021-04-17T16:43:37.075687Z",
        "2024-02-29T23:59:59.999999999Z",
        "2026-01-05T10:00:00.5Z",
        "2261-12-31T23:59:59Z",
        "2026-01-05T10:00:00+01:00",
        "2026-01-05T10:00:00.25-05:30"
      })
  void readsWhatVenuesWrite(String text) {
    assertThat(parse(text)).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-01-05",
        "2026-01-05T10:00:00",
        "2026-01-05 10:00:00Z",
        "2026-02-29T10:00:00Z",
        "2026-13-05T10:00:00Z",
        "2026-01-05T24:00:00Z",
        "2026-01-05T10:60:00Z",
        "2026-01-05T10:00:60Z",
        "2026-01-05T10:00:00.Z",
        "2026-01-05T10:00:00.1234567890Z",
        "2026-01-05T10:00:00,5Z",
        "2026-1-05T10:00:000Z",
        "1969-12-31T23:59:59Z",
        "2262-01-01T00:00:00Z",
        "+026-01-05T10:00:00Z",
        "2026-01-05T10:00:00+99:00"
      })
  void refusesEverythingElse(String text) {
    assertThatExceptionOfType(DateTimeException.class).isThrownBy(() -> parse(text));
  }

  @Test
  void agreesWithTheJdk() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      Instant instant =
          Instant.ofEpochSecond(random.nextLong(9_214_646_400L), random.nextInt(1_000_000_000));
      assertThat(parse(instant.toString())).isEqualTo(instant);
    }
  }

  private static Instant parse(String text) {
    char[] buffer = ("\"" + text + "\"").toCharArray();
    return Rfc3339.parse(buffer, 1, text.length());
  }
}
