package io.penstock.platform.deadletters;

import io.penstock.platform.http.Operator;
import java.time.Instant;
import java.util.Locale;

/**
 * What an operator decided about a letter.
 *
 * @param by the operator's name, as given
 * @param reason in the operator's words
 * @param forced whether something spoke against it
 */
record Decision(LetterId letter, Kind kind, Instant at, String by, String reason, boolean forced) {

  enum Kind {
    REPLAYED,
    DISCARDED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Decision of(
      LetterId letter, Kind kind, Instant at, Operator by, String reason, boolean forced) {
    return new Decision(letter, kind, at, by.name(), reason, forced);
  }
}
