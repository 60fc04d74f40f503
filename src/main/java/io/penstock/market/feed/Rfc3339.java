package io.penstock.market.feed;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads the times that venues write, {@code 2021-04-17T16:43:37.075687Z}, out of a parser's buffer:
 * about ten times as fast as {@link Instant#parse}, which every frame would pay.
 */
public final class Rfc3339 {

  /** Times outside of these years do not fit the nanoseconds of our own wire. */
  private static final int FIRST_YEAR = 1970;

  private static final int LAST_YEAR = 2261;
  private static final int SHORTEST = "1970-01-01T00:00:00Z".length();
  private static final int LONGEST = "1970-01-01T00:00:00.123456789+00:00".length();

  private Rfc3339() {}

  /**
   * @throws DateTimeException when the text is no time of the years 1970 to 2261
   */
  public static Instant parse(char[] text, int offset, int length) {
    if (length < SHORTEST || length > LONGEST) {
      throw new DateTimeException("no time");
    }
    int year = number(text, offset, 4);
    if (year < FIRST_YEAR || year > LAST_YEAR) {
      throw new DateTimeException("no time of the years 1970 to 2261");
    }
    if (text[offset + length - 1] != 'Z') {
      return Instant.parse(new String(text, offset, length));
    }
    expect(text[offset + 4] == '-' && text[offset + 7] == '-' && text[offset + 10] == 'T');
    expect(text[offset + 13] == ':' && text[offset + 16] == ':');
    long day =
        LocalDate.of(year, number(text, offset + 5, 2), number(text, offset + 8, 2)).toEpochDay();
    int hour = number(text, offset + 11, 2);
    int minute = number(text, offset + 14, 2);
    int second = number(text, offset + 17, 2);
    expect(hour < 24 && minute < 60 && second < 60);
    return Instant.ofEpochSecond(
        day * 86_400 + hour * 3_600 + minute * 60 + second,
        nanos(text, offset + 19, length - SHORTEST));
  }

  /** The digits between the seconds and the Z, their point included. */
  private static int nanos(char[] text, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    expect(text[offset] == '.' && length >= 2 && length <= 10);
    int nanos = number(text, offset + 1, length - 1);
    for (int digits = length - 1; digits < 9; digits++) {
      nanos *= 10;
    }
    return nanos;
  }

  private static int number(char[] text, int offset, int length) {
    int number = 0;
    for (int i = offset; i < offset + length; i++) {
      expect(text[i] >= '0' && text[i] <= '9');
      number = number * 10 + (text[i] - '0');
    }
    return number;
  }

  private static void expect(boolean fits) {
    if (!fits) {
      throw new DateTimeException("no time");
    }
  }
}
