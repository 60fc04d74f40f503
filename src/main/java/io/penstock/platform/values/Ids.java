package io.penstock.platform.values;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Makes identifiers such as {@code pi_01jd3x7y8k0v9q4m2s6t1w5zrb}: a prefix that tells what it is
 * of, then 26 characters of Crockford's base 32, lower case. The first ten are the time in
 * milliseconds, so that identifiers of one kind sort by the time they were made in; the other
 * sixteen are 80 random bits.
 */
public final class Ids {

  private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
  private static final int TIME = 10;
  private static final int LENGTH = 26;

  private final Clock clock;
  private final LongSupplier random;

  /**
   * @param random 64 bits at a time, which nobody can guess outside of tests
   */
  public Ids(Clock clock, LongSupplier random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param prefix such as {@code pi}
   */
  public String next(String prefix) {
    char[] text = new char[LENGTH];
    write(clock.millis(), text, 0, TIME);
    write(random.getAsLong(), text, TIME, 8);
    write(random.getAsLong(), text, TIME + 8, 8);
    return prefix + '_' + new String(text);
  }

  /** Not above any identifier of this kind that is made at this time or later. */
  public static String first(String prefix, Instant time) {
    char[] text = new char[TIME];
    write(Math.max(0, time.toEpochMilli()), text, 0, TIME);
    return prefix + '_' + new String(text);
  }

  /** Whether it has the form of an identifier of this kind, whoever made it. */
  public static boolean isOf(String prefix, String id) {
    if (id.length() != prefix.length() + 1 + LENGTH
        || !id.startsWith(prefix)
        || id.charAt(prefix.length()) != '_') {
      return false;
    }
    return id.chars().skip(prefix.length() + 1L).allMatch(Ids::isDigit);
  }

  private static void write(long bits, char[] text, int from, int digits) {
    long rest = bits;
    for (int at = from + digits - 1; at >= from; at--) {
      text[at] = DIGITS[(int) (rest & 31)];
      rest >>>= 5;
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' && "ilou".indexOf(c) < 0;
  }
}
