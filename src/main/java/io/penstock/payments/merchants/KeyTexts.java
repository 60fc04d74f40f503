package io.penstock.payments.merchants;

import io.penstock.platform.sealing.Fingerprints;
import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Mode;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * How keys are written. Both begin with their kind and mode, and with the 26 characters that name
 * the merchant; then
 *
 * <ul>
 *   <li>{@code pk_}: 16 random characters (80 bits) and 6 that follow from all before them by a key
 *       of ours (30 bits), so that one that was made up is known without asking the database;
 *   <li>{@code sk_}: 32 random characters (160 bits).
 * </ul>
 */
final class KeyTexts {

  static final String SECRET = "sk_";

  private static final String PUBLISHABLE = "pk_";
  private static final String CHECK = "merchant key";
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final Pattern FORM = Pattern.compile("pk_(test|live)_[0-9a-hjkmnp-tv-z]{48}");
  private static final int MODE_END = "pk_test_".length();
  private static final int MERCHANT_END = MODE_END + 26;
  private static final int RANDOM_END = MERCHANT_END + 16;
  private static final int END = RANDOM_END + 6;
  private static final int DIGITS_OF_A_LONG = 8;
  private static final int SECRET_DIGITS = 32;

  private final Fingerprints fingerprints;
  private final LongSupplier random;

  /**
   * @param random 64 bits at a time, which nobody can guess outside of tests
   */
  KeyTexts(Fingerprints fingerprints, LongSupplier random) {
    this.fingerprints = fingerprints;
    this.random = random;
  }

  KeyId newKey(String merchantId, Mode mode) {
    String unchecked =
        prefix(PUBLISHABLE, merchantId, mode) + randomDigits(RANDOM_END - MERCHANT_END);
    return new KeyId(unchecked + check(unchecked), merchantId, mode);
  }

  /** Its random part is what nobody may know. */
  String newSecret(String merchantId, Mode mode) {
    return prefix(SECRET, merchantId, mode) + randomDigits(SECRET_DIGITS);
  }

  /** Empty: nobody here has made it. */
  Optional<KeyId> parse(String text) {
    if (text.length() != END || !text.startsWith(PUBLISHABLE)) {
      return Optional.empty();
    }
    String merchantId = KeyId.MERCHANT + '_' + text.substring(MODE_END, MERCHANT_END);
    Optional<Mode> mode =
        switch (text.substring(PUBLISHABLE.length(), MODE_END)) {
          case "test_" -> Optional.of(Mode.TEST);
          case "live_" -> Optional.of(Mode.LIVE);
          default -> Optional.empty();
        };
    // Whoever finds out a check knows a key that does not exist; its time tells nothing else.
    return mode.filter(known -> Ids.isOf(KeyId.MERCHANT, merchantId))
        .filter(known -> text.substring(RANDOM_END).equals(check(text.substring(0, RANDOM_END))))
        .map(known -> new KeyId(text, merchantId, known));
  }

  /** Whether somebody may have made it; it may not exist. */
  static boolean hasForm(String text) {
    return FORM.matcher(text).matches();
  }

  private static String prefix(String kind, String merchantId, Mode mode) {
    String merchant = merchantId.substring(KeyId.MERCHANT.length() + 1);
    return (kind + mode.code() + '_' + merchant).toLowerCase(Locale.ROOT);
  }

  private String check(String unchecked) {
    byte[] print = fingerprints.of(unchecked, CHECK);
    StringBuilder check = new StringBuilder();
    for (int digit = 0; digit < END - RANDOM_END; digit++) {
      check.append(DIGITS.charAt(print[digit] & 31));
    }
    return check.toString();
  }

  private String randomDigits(int count) {
    StringBuilder digits = new StringBuilder(count);
    while (digits.length() < count) {
      long bits = random.getAsLong();
      for (int digit = 0; digit < DIGITS_OF_A_LONG; digit++) {
        digits.append(DIGITS.charAt((int) (bits & 31)));
        bits >>>= 5;
      }
    }
    return digits.toString();
  }
}
