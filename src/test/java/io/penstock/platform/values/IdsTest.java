package io.penstock.platform.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

  private static Ids at(String time, long seed) {
    return new Ids(Clock.fixed(Instant.parse(time), ZoneOffset.UTC), new Random(seed)::nextLong);
  }

  @Test
  void haveAPrefixATimeAndChance() {
    Ids ids = new Ids(Clock.fixed(Instant.ofEpochMilli(31), ZoneOffset.UTC), () -> -1);

    assertThat(ids.next("pi")).isEqualTo("pi_000000000" + "z".repeat(17));
  }

  @Test
  void sortByTheTimeTheyWereMadeIn() {
    String earlier = at("2026-01-02T03:04:05.000Z", 1).next("pi");
    String later = at("2026-01-02T03:04:05.001Z", 2).next("pi");

    assertThat(earlier).isLessThan(later);
  }

  @Test
  void differWithinOneMillisecond() {
    Ids ids = at("2026-01-02T03:04:05Z", 3);

    assertThat(ids.next("pi")).isNotEqualTo(ids.next("pi"));
  }

  @Test
  void areKnownByTheirForm() {
    assertThat(Ids.isOf("pi", at("2026-01-02T03:04:05Z", 4).next("pi"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pi_",
        "txn_01jd3x7y8k0v9q4m2s6t1w5zrb",
        "pi_01jd3x7y8k0v9q4m2s6t1w5zr",
        "pi_01jd3x7y8k0v9q4m2s6t1w5zrbb",
        "pi_01jd3x7y8k0v9q4m2s6t1w5zrl",
        "pi_01JD3X7Y8K0V9Q4M2S6T1W5ZRB",
        "pi-01jd3x7y8k0v9q4m2s6t1w5zrb"
      })
  void ofAnotherFormAreNone(String id) {
    assertThat(Ids.isOf("pi", id)).isFalse();
  }
}
