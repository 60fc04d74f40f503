package io.penstock.payments.vault;

import com.fasterxml.jackson.annotation.JsonIgnoreType;

/**
 * A primary account number (PAN): 12 to 19 digits, such as {@code 4242424242424242}. Prints as
 * {@code 424242…4242}.
 *
 * <p>Its check digit may be wrong: ask {@link #passesLuhn}.
 *
 * @see <a href="https://www.iso.org/standard/70484.html">ISO/IEC 7812-1</a>
 */
@JsonIgnoreType
public final class CardNumber {

  private static final int SHORTEST = 12;
  private static final int LONGEST = 19;
  private static final int SHORT_BIN = 6;
  private static final int LONG_BIN = 8;
  private static final int SHOWN_LAST = 4;

  /** Of shorter numbers a BIN of eight would leave too little unknown. */
  private static final int LONG_BIN_FROM = 16;

  private final String digits;

  private CardNumber(String digits) {
    this.digits = digits;
  }

  /**
   * @param digits nothing but digits; spaces are for people
   * @throws IllegalArgumentException when they are too few, too many or no digits; tells none of
   *     them
   */
  public static CardNumber of(String digits) {
    int length = digits.length();
    if (length < SHORTEST || length > LONGEST) {
      throw new IllegalArgumentException("number must have 12 to 19 digits, had " + length);
    }
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("number must be digits only");
    }
    return new CardNumber(digits);
  }

  /** All digits. Whoever calls this answers for where they go. */
  public String reveal() {
    return digits;
  }

  /** Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B). */
  public boolean passesLuhn() {
    int sum = 0;
    for (int fromRight = 0; fromRight < digits.length(); fromRight++) {
      int digit = digits.charAt(digits.length() - 1 - fromRight) - '0';
      if (fromRight % 2 == 1) {
        digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
      }
      sum += digit;
    }
    return sum % 10 == 0;
  }

  /** By the first digits. */
  public CardBrand brand() {
    return CardBrand.of(digits);
  }

  /** Who issued it: the first eight digits, of numbers with fewer than 16 the first six. */
  public String bin() {
    return digits.substring(0, digits.length() < LONG_BIN_FROM ? SHORT_BIN : LONG_BIN);
  }

  /** May be shown to anybody who may see the card at all. */
  public String lastFour() {
    return digits.substring(digits.length() - SHOWN_LAST);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CardNumber that && digits.equals(that.digits);
  }

  @Override
  public int hashCode() {
    return digits.hashCode();
  }

  /** {@code 424242…4242}; of numbers with fewer than 15 digits the last four alone. */
  @Override
  public String toString() {
    String first = digits.length() < 15 ? "" : digits.substring(0, SHORT_BIN);
    return first + "…" + lastFour();
  }
}
