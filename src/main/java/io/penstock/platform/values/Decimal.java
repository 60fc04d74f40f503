package io.penstock.platform.values;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact decimal number of at most 18 digits: a {@code long} of units and how many of its digits stand behind the
 * point. {@code 0.00100000} is 100000 units of scale 8 and prints as it was written, because some venues compute
 * checksums over the spelling; equality and order go by value, so it equals {@code 0.001}.
 *
 * <p>Prices and quantities are decimals everywhere; a sum of products needs more than 18 digits and is a {@link
 * BigDecimal}.
 */
public final class Decimal implements Comparable<Decimal> {

  /** The largest scale: one more digit would not fit a {@code long} beside a leading one. */
  public static final int MAX_SCALE = 18;

  public static final Decimal ZERO = new Decimal(0, 0);

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

  /**
   * Reads {@code 123}, {@code -0.00100000} or {@code 1e-8}. The written scale is kept, trailing zeros included; an
   * exponent moves it.
   *
   * @throws NumberFormatException when the text is no number, or one that 18 digits cannot hold exactly
   */
  public static Decimal parse(CharSequence text) {
    int length = text.length();
    int at = 0;
    boolean negative = false;
    if (length > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
      negative = text.charAt(0) == '-';
      at = 1;
    }
    long units = 0;
    int digits = 0;
    int scale = 0;
    boolean point = false;
    for (; at < length; at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        if (units > (Long.MAX_VALUE - (c - '0')) / 10) {
          throw new NumberFormatException("more digits than 18 can hold: " + excerpt(text));
        }
        units = units * 10 + (c - '0');
        digits++;
        if (point) {
          scale++;
        }
      } else if (c == '.' && !point) {
        point = true;
      } else if ((c == 'e' || c == 'E') && digits > 0) {
        return exponent(text, negative ? -units : units, scale, at + 1);
      } else {
        throw new NumberFormatException("no decimal number: " + excerpt(text));
      }
    }
    if (digits == 0) {
      throw new NumberFormatException("no decimal number: " + excerpt(text));
    }
    if (scale > MAX_SCALE) {
      return from(new BigDecimal(text.toString()));
    }
    return new Decimal(negative ? -units : units, scale);
  }

  private static Decimal exponent(CharSequence text, long units, int scale, int from) {
    int length = text.length();
    int at = from;
    boolean negative = false;
    if (at < length && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      negative = text.charAt(at) == '-';
      at++;
    }
    int exponent = 0;
    int first = at;
    for (; at < length; at++) {
      char c = text.charAt(at);
      if (c < '0' || c > '9' || at - first > 2) {
        throw new NumberFormatException("no decimal number: " + excerpt(text));
      }
      exponent = exponent * 10 + (c - '0');
    }
    if (at == first) {
      throw new NumberFormatException("no decimal number: " + excerpt(text));
    }
    return from(BigDecimal.valueOf(units, scale).scaleByPowerOfTen(negative ? -exponent : exponent));
  }

  /**
   * The same number; only zeros behind the last digit are given up where it would not fit otherwise.
   *
   * @throws NumberFormatException when 18 digits cannot hold it exactly
   */
  public static Decimal from(BigDecimal number) {
    BigDecimal fitting = number.scale() < 0 ? number.setScale(0) : number;
    if (fitting.scale() > MAX_SCALE || fitting.unscaledValue().bitLength() > 63) {
      fitting = number.stripTrailingZeros();
      fitting = fitting.scale() < 0 ? fitting.setScale(0) : fitting;
    }
    BigInteger units = fitting.unscaledValue();
    if (fitting.scale() > MAX_SCALE || units.bitLength() > 63) {
      throw new NumberFormatException("more digits than 18 can hold: " + excerpt(number.toString()));
    }
    return new Decimal(units.longValue(), fitting.scale());
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

  /** The same number without zeros behind its last digit: {@code 0.00100000} becomes {@code 0.001}. */
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

  private static String excerpt(CharSequence text) {
    return text.length() <= 40 ? text.toString() : text.subSequence(0, 40) + "…";
  }
}
