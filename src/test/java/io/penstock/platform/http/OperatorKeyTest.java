package io.penstock.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorKeyTest {

  private static final String KEY = "0123456789abcdefghijklmn";

  private final SteppedClock clock = new SteppedClock();
  private final FailedAttempts attempts = new FailedAttempts(clock);

  private static final class SteppedClock extends Clock {

    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("instants only");
    }
  }

  @Test
  void onlyTheKeyItselfFits() {
    OperatorKey key = OperatorKey.of(new OperatorProperties(KEY, null));
    assertThat(key.isSet()).isTrue();
    assertThat(key.fits(KEY)).isTrue();
    assertThat(key.fits(KEY + "o")).isFalse();
    assertThat(key.fits("")).isFalse();
  }

  @Test
  void withoutAKeyNothingFits() {
    OperatorKey key = OperatorKey.of(new OperatorProperties("", null));
    assertThat(key.isSet()).isFalse();
    assertThat(key.fits("")).isFalse();
  }

  @Test
  void fileMayHoldIt(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("key"), KEY + "\n");
    assertThat(OperatorKey.of(new OperatorProperties("", file)).fits(KEY)).isTrue();
    Files.writeString(file, "short");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperatorKey.of(new OperatorProperties("", file)))
        .withMessage("penstock.operator.key-file must have at least 24 characters, or be left out");
    Files.writeString(file, "\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperatorKey.of(new OperatorProperties("", file)))
        .withMessageEndingWith(" is empty");
    assertThatThrownBy(() -> OperatorKey.of(new OperatorProperties("", directory.resolve("none"))))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageEndingWith(" cannot be read");
  }

  @Test
  void settingsRefuseWhatIsTooShortOrTwofoldAndTellNoSecret() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OperatorProperties(KEY.substring(1), null))
        .withMessageNotContaining(KEY.substring(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OperatorProperties(KEY, Path.of("key")));
    assertThat(new OperatorProperties(KEY, null).toString()).doesNotContain(KEY);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void fail(String from, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(address(from));
    }
  }

  @Test
  void tenWrongKeysCloseTheDoorForTheirPlaceUntilTheMinuteIsOver() {
    fail("192.0.2.1", 9);
    assertThat(attempts.waitOf(address("192.0.2.1"))).isZero();
    clock.now = clock.now.plusSeconds(20);
    fail("192.0.2.1", 1);
    assertThat(attempts.waitOf(address("192.0.2.1"))).isEqualTo(Duration.ofSeconds(40));
    assertThat(attempts.waitOf(address("192.0.2.2"))).isZero();
    clock.now = clock.now.plusSeconds(40);
    assertThat(attempts.waitOf(address("192.0.2.1"))).isZero();
    fail("192.0.2.1", 9);
    assertThat(attempts.waitOf(address("192.0.2.1"))).isZero();
  }

  @Test
  void networkOfIpv6CountsAsOnePlace() {
    fail("2001:db8:1:2::1", 5);
    fail("2001:db8:1:2:ffff::2", 5);
    assertThat(attempts.waitOf(address("2001:db8:1:2:3::3"))).isPositive();
    assertThat(attempts.waitOf(address("2001:db8:1:3::1"))).isZero();
  }

  @Test
  void placesBeyondTheMostCountTogether() {
    for (int i = 0; i < FailedAttempts.MOST_PLACES; i++) {
      fail("10.0." + i / 256 + "." + i % 256, 1);
    }
    for (int i = 0; i < 10; i++) {
      fail("192.0.2." + i, 1);
    }
    assertThat(attempts.waitOf(address("192.0.2.200"))).isPositive();
    assertThat(attempts.waitOf(address("10.0.0.0"))).isZero();
    clock.now = clock.now.plus(FailedAttempts.WINDOW);
    assertThat(attempts.waitOf(address("192.0.2.200"))).isZero();
  }
}
