package io.penstock.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {

  @Test
  void takesOverASafeIdOfTheCaller() {
    assertThat(RequestIds.of("abc-DEF_1.2", new SplittableRandom(1))).isEqualTo("abc-DEF_1.2");
    assertThat(RequestIds.of("a".repeat(64), new SplittableRandom(1))).isEqualTo("a".repeat(64));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nERROR forged line", "ü", "<script>", "a/b"})
  void makesItsOwnInsteadOfAnUnsafeOne(String given) {
    assertThat(RequestIds.of(given, new SplittableRandom(1))).matches("[0-9a-f]{32}");
  }

  @Test
  void makesItsOwnInsteadOfALongOneOrNone() {
    assertThat(RequestIds.of("a".repeat(65), new SplittableRandom(1))).matches("[0-9a-f]{32}");
    assertThat(RequestIds.of((String) null, new SplittableRandom(1))).matches("[0-9a-f]{32}");
  }
}
