package io.penstock.market.fanout;

import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What callers write in the place of symbols and venues. */
final class ReadParameters {

  /** As long as the longest symbol. */
  private static final int LONGEST = 41;

  private ReadParameters() {}

  /**
   * Empty for what is spelt as no symbol is, such as {@code BTC/USD}: nobody lists that.
   *
   * @throws io.penstock.platform.http.ApiException where it is not worth a search
   */
  static Optional<Symbol> symbol(String parameter, String text) {
    boolean printable =
        !text.isBlank()
            && text.length() <= LONGEST
            && text.codePoints().noneMatch(Character::isISOControl);
    if (!printable) {
      throw ReadProblem.invalid(parameter, "must look like BTC-USD or AAPL");
    }
    try {
      return Optional.of(new Symbol(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * @throws io.penstock.platform.http.ApiException for what is no venue's name
   */
  static @Nullable Venue venue(@Nullable String text) {
    try {
      return text == null ? null : new Venue(text);
    } catch (IllegalArgumentException e) {
      throw ReadProblem.invalid("venue", "must be 1 to 20 small letters, digits or hyphens");
    }
  }
}
