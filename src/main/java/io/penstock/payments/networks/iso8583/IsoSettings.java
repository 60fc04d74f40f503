package io.penstock.payments.networks.iso8583;

import io.penstock.platform.resilience.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * One network. Units and meaning of each are told in {@code config/networks.yaml}.
 *
 * @param acquirer our institution's number, 1 to 11 digits (DE32)
 * @param terminal eight characters (DE41)
 * @param category of the merchants, four digits of ISO 18245 (DE18)
 * @param sslBundle name of an SSL bundle of Spring's; null for plain TCP
 * @param lines connections
 * @param maxInFlight requests without an answer on one of them
 * @param answerWithin for sign-on, sign-off and echo
 */
record IsoSettings(
    String host,
    int port,
    @DefaultValue("00000000001") String acquirer,
    @DefaultValue("PENSTOCK") String terminal,
    @DefaultValue("5999") String category,
    @Nullable String sslBundle,
    @DefaultValue("2") int lines,
    @DefaultValue("1000") int maxInFlight,
    @DefaultValue("2KB") DataSize maxFrame,
    @DefaultValue("3s") Duration connectTimeout,
    @DefaultValue("10s") Duration echoAfter,
    @DefaultValue("5s") Duration answerWithin,
    @DefaultValue("2s") Duration drain,
    @DefaultValue Reconnect reconnect) {

  private static final int LARGEST_FRAME = 65_535;

  IsoSettings {
    require(port >= 1 && port <= 65_535, "port must be 1 to 65535, was " + port);
    require(acquirer.matches("\\d{1,11}"), "acquirer must be 1 to 11 digits, was " + acquirer);
    require(terminal.matches("[!-~]{8}"), "terminal must be 8 characters, was " + terminal);
    require(category.matches("\\d{4}"), "category must be 4 digits, was " + category);
    require(lines >= 1 && lines <= 16, "lines must be 1 to 16, was " + lines);
    require(
        maxInFlight >= 1 && maxInFlight <= 100_000,
        "max-in-flight must be 1 to 100000, was " + maxInFlight);
    require(
        maxFrame.toBytes() >= 256 && maxFrame.toBytes() <= LARGEST_FRAME,
        "max-frame must be 256B to 65535B, was " + maxFrame);
    requirePositive("connect-timeout", connectTimeout);
    requirePositive("echo-after", echoAfter);
    requirePositive("answer-within", answerWithin);
    requirePositive("drain", drain);
  }

  /**
   * Pauses between connects.
   *
   * @see Backoff
   */
  record Reconnect(
      @DefaultValue("200ms") Duration firstPause, @DefaultValue("10s") Duration longestPause) {

    Reconnect {
      new Backoff(firstPause, longestPause);
    }

    Backoff backoff() {
      return new Backoff(firstPause, longestPause);
    }
  }

  private static void requirePositive(String name, Duration value) {
    require(value.isPositive(), name + " must be above zero, was " + value);
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException("penstock.networks.iso8583: " + sentence);
    }
  }
}
