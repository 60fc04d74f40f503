package io.penstock.payments.networks.iso8583;

import io.penstock.payments.networks.Original;
import io.penstock.payments.networks.Reference;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.OptionalLong;

/** What messages are known by, derived from references alone. */
final class Traces {

  private static final int TRACES = 999_999;
  private static final int RETRIEVAL = 12;
  private static final int BASE = 36;
  private static final int INSTITUTION = 11;

  private Traces() {}

  /** DE37: {@code 000000000AZ7}. */
  static String retrieval(Reference reference) {
    String digits = Long.toString(reference.number(), BASE).toUpperCase(Locale.ROOT);
    return "0".repeat(RETRIEVAL - digits.length()) + digits;
  }

  /** The reference's number; empty when it is none of ours. */
  static OptionalLong number(String retrieval) {
    boolean ours =
        retrieval.length() == RETRIEVAL
            && retrieval.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'A' && c <= 'Z');
    return ours ? OptionalLong.of(Long.parseLong(retrieval, BASE)) : OptionalLong.empty();
  }

  /** DE11: {@code 000001} to {@code 999999}, and then from the beginning. */
  static String trace(long number) {
    return digits(number % TRACES + 1, 6);
  }

  /** DE7: {@code 0105101503} for the fifth of January, 10:15:03 UTC. */
  static String transmitted(Instant at) {
    ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
    char[] text = new char[10];
    two(utc.getMonthValue(), text, 0);
    two(utc.getDayOfMonth(), text, 2);
    two(utc.getHour(), text, 4);
    two(utc.getMinute(), text, 6);
    two(utc.getSecond(), text, 8);
    return new String(text);
  }

  /** DE90: type, trace, time and acquirer of the original; no forwarder. */
  static String original(MessageType type, Original original, String acquirer) {
    return type.text()
        + trace(original.reference().number())
        + transmitted(original.reference().at())
        + "0".repeat(INSTITUTION - acquirer.length())
        + acquirer
        + "0".repeat(INSTITUTION);
  }

  /** With zeros in front. */
  static String digits(long value, int length) {
    String digits = Long.toString(value);
    return "0".repeat(length - digits.length()) + digits;
  }

  private static void two(int value, char[] text, int at) {
    text[at] = (char) ('0' + value / 10);
    text[at + 1] = (char) ('0' + value % 10);
  }
}
