package io.penstock.platform.values;

import java.math.BigDecimal;

/**
 * An exact decimal number of 18 digits (of 19, up to 9.2e18 units): a {@code long} of units and how
 * many of its digits stand behind the point. {@code 0.00100000} is 100000 units of scale 8 and
 * prints as it was written, because some venues compute checksums over the spelling; equality and
 * order go by value, so it equals {@code 0.001}.
 *
 * <p>Prices and quantities are decimals everywhere; a sum of products needs more than 18 digits and
 * is a {@link BigDecimal}.
 */
public final class Decimal implements Comparable<Decimal> {

  /** The largest scale: one more digit would not fit a {@code long} beside a leading one. */
  public static final int MAX_SCALE = 18;

  public static final Decimal ZERO = new Decimal(0, 0);

  /** Longer texts are no numbers that anybody meant. */
  private static final int MAX_LENGTH = 64;

  private static final long[] POWERS = new long[MAX_SCALE + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private final long unscaled;
  private final int scale;

  private Decimal(long unscaled, int scale) {
    this.unscaled = unscaled;
    this.scale = scale;
  }

  /**
   * The number {@code unscaled / 10^scale}.
   *
   * @throws IllegalArgumentException when the scale is below 0 or above {@link #MAX_SCALE}
   */
  public static Decimal of(long unscaled, int scale) {
    if (scale < 0 || scale > MAX_SCALE) {
      throw new IllegalArgumentException("scale must be 0 to " + MAX_SCALE + ", was " + scale);
    }
    return new Decimal(unscaled, scale);
  }

  /** Reads a number from text, see {@link #parse(char[], int, int)}. */
  public static Decimal parse(CharSequence text) {
    char[] chars = text.toString().toCharArray();
    return parse(chars, 0, chars.length);
  }

  /**
   * Reads {@code 123}, {@code -0.00100000}, {@code .5} or {@code 1e-8} out of a buffer. The written
   * scale is kept, trailing zeros included, as long as the units fit; an exponent moves it. There
   * is no negative zero: {@code -0.0} is {@code 0.0}.
   *
   * @throws NumberFormatException when the text is no number, or one that a {@code long} of units
   *     cannot hold exactly
   */
  public static Decimal parse(char[] text, int offset, int length) {
    int end = offset + length;
    int at = offset;
    boolean negative = false;
    if (length > 0 && (text[at] == '-' || text[at] == '+')) {
      negative = text[at] == '-';
      at++;
    }
    long units = 0;
    boolean fits = true;
    int digits = 0;
    int point = -1;
    for (; at < end; at++) {
      char c = text[at];
      if (c >= '0' && c <= '9') {
        fits &= units <= (Long.MAX_VALUE - 9) / 10;
        units = units * 10 + (c - '0');
        digits++;
      } else if (c == '.' && point < 0) {
        point = digits;
      } else if ((c == 'e' || c == 'E') && digits > 0 && isExponent(text, at + 1, end)) {
        return parseSlowly(text, offset, length);
      } else {
        throw noNumber(text, offset, length);
      }
    }
    if (digits == 0) {
      throw noNumber(text, offset, length);
    }
    int scale = point < 0 ? 0 : digits - point;
    if (!fits || scale > MAX_SCALE) {
      return parseSlowly(text, offset, length);
    }
    return new Decimal(negative ? -units : units, scale);
  }

  /** At most three digits, so that no text can ask for a number of a million digits. */
  private static boolean isExponent(char[] text, int from, int end) {
    int first = from < end && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
    for (int at = first; at < end; at++) {
      if (text[at] < '0' || text[at] > '9') {
        return false;
      }
    }
    return first < end && end - first <= 3;
  }

  private static Decimal parseSlowly(char[] text, int offset, int length) {
    if (length > MAX_LENGTH) {
      throw noNumber(text, offset, length);
    }
    return from(new BigDecimal(text, offset, length));
  }

  /**
   * The same number; only zeros behind the last digit are given up where it would not fit
   * otherwise.
   *
   * @throws NumberFormatException when a {@code long} of units cannot hold it exactly
   */
  public static Decimal from(BigDecimal number) {
    if (number.signum() != 0 && (long) number.precision() - number.scale() > MAX_SCALE + 1) {
      throw doesNotFit(number);
    }
    BigDecimal fitting = number.scale() < 0 ? number.setScale(0) : number;
    if (fitting.scale() > MAX_SCALE || fitting.unscaledValue().bitLength() > 63) {
      fitting = number.stripTrailingZeros();
      fitting = fitting.scale() < 0 ? fitting.setScale(0) : fitting;
    }
    if (fitting.scale() > MAX_SCALE || fitting.unscaledValue().bitLength() > 63) {
      throw doesNotFit(number);
    }
    return new Decimal(fitting.unscaledValue().longValue(), fitting.scale());
  }

  public long unscaled() {
    return unscaled;
  }

  /** How many digits stand behind the point as it was written, 0 to {@link #MAX_SCALE}. */
  public int scale() {
    return scale;
  }

  /** -1, 0 or 1. */
  public int signum() {
    return Long.signum(unscaled);
  }

  public boolean isZero() {
    return unscaled == 0;
  }

  public boolean isPositive() {
    return unscaled > 0;
  }

  public BigDecimal toBigDecimal() {
    return BigDecimal.valueOf(unscaled, scale);
  }

  /**
   * The same number without zeros behind its last digit: {@code 0.00100000} becomes {@code 0.001}.
   */
  public Decimal strip() {
    if (scale == 0 || unscaled % 10 != 0) {
      return this;
    }
    long units = unscaled;
    int places = scale;
    while (places > 0 && units % 10 == 0) {
      units /= 10;
      places--;
    }
    return new Decimal(units, places);
  }

  @Override
  public int compareTo(Decimal other) {
    if (scale == other.scale) {
      return Long.compare(unscaled, other.unscaled);
    }
    if (signum() != other.signum()) {
      return Integer.compare(signum(), other.signum());
    }
    return scale < other.scale ? compareScaled(this, other) : -compareScaled(other, this);
  }

  /** Compares by raising the coarser one; one that overflows is larger in size. */
  private static int compareScaled(Decimal coarse, Decimal fine) {
    long factor = POWERS[fine.scale - coarse.scale];
    long high = Math.multiplyHigh(coarse.unscaled, factor);
    long low = coarse.unscaled * factor;
    if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
      return Long.compare(low, fine.unscaled);
    }
    return coarse.signum();
  }

  /** By value: {@code 0.10} equals {@code 0.1}. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Decimal decimal && compareTo(decimal) == 0;
  }

  @Override
  public int hashCode() {
    Decimal stripped = strip();
    return Long.hashCode(stripped.unscaled) * 31 + stripped.scale;
  }

  /** Plain digits, never an exponent, with the scale it was written with. */
  @Override
  public String toString() {
    if (scale == 0) {
      return Long.toString(unscaled);
    }
    String units = Long.toString(unscaled);
    int first = unscaled < 0 ? 1 : 0;
    int missing = scale + 1 - (units.length() - first);
    if (missing > 0) {
      units = units.substring(0, first) + "0".repeat(missing) + units.substring(first);
    }
    int point = units.length() - scale;
    return units.substring(0, point) + '.' + units.substring(point);
  }

  private static NumberFormatException noNumber(char[] text, int offset, int length) {
    return new NumberFormatException(
        "no decimal number: " + excerpt(new String(text, offset, Math.min(length, 41))));
  }

  private static NumberFormatException doesNotFit(BigDecimal number) {
    return new NumberFormatException(
        "more digits than a long can hold: " + excerpt(number.toString()));
  }

  private static String excerpt(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
