package io.penstock.payments.ledger;

import java.util.regex.Pattern;

/** What identifiers of the books are made of. */
final class Names {

  /** No dot, which keeps the parts of an identifier apart, and no slash, which does so in seals. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private Names() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static void require(String field, String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException(
          field + " must be 1 to 64 of ASCII's letters, digits, _ and -");
    }
  }
}
