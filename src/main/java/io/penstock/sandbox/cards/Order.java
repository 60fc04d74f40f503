package io.penstock.sandbox.cards;

import static io.penstock.sandbox.cards.CardsWire.element;
import static io.penstock.sandbox.cards.CardsWire.text;

import com.solab.iso8583.IsoMessage;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An order as the network understands it.
 *
 * @param reference of the order itself: a reversal's is in DE48, for its DE37 is its original's
 * @param amount in minor units
 * @param remaining of a reversal: what is left of the original
 * @param card its number; empty where none is named
 * @param expiry YYMM
 */
record Order(
    Deed deed,
    String reference,
    @Nullable Deed originalDeed,
    @Nullable String original,
    long amount,
    long remaining,
    String currency,
    String card,
    String expiry,
    String merchant) {

  private static final Map<String, Currency> CURRENCIES =
      Arrays.stream(Locale.getISOCountries())
          .map(country -> Currency.getInstance(Locale.of("", country)))
          .filter(Objects::nonNull)
          .distinct()
          .collect(
              Collectors.toUnmodifiableMap(
                  currency -> "%03d".formatted(currency.getNumericCode()),
                  Function.identity(),
                  (one, other) -> one));

  /** Whether {@link #of} can be asked. */
  static boolean isReadable(IsoMessage message, Deed deed) {
    String about = text(message, 90);
    String replaced = text(message, 95);
    boolean named =
        switch (deed) {
          case AUTHORIZATION, PURCHASE -> text(message, 2) != null && isDigits(text(message, 14));
          case CAPTURE, REFUND -> about != null && element(message, "OR") != null;
          case REVERSAL -> about != null && element(message, "RV") != null;
        };
    return named
        && isDigits(text(message, 4))
        && CURRENCIES.containsKey(text(message, 49))
        && (replaced == null || isDigits(replaced.substring(0, 12)));
  }

  /**
   * @param originalDeed of a type and time in DE90, and a reference
   */
  static Order of(
      IsoMessage message, Deed deed, BiFunction<String, String, @Nullable Deed> originalDeed) {
    String retrieval = Objects.requireNonNull(text(message, 37));
    String original =
        switch (deed) {
          case AUTHORIZATION, PURCHASE -> null;
          case CAPTURE, REFUND -> element(message, "OR");
          case REVERSAL -> retrieval;
        };
    String own = deed == Deed.REVERSAL ? element(message, "RV") : retrieval;
    String about = text(message, 90);
    String replaced = text(message, 95);
    return new Order(
        deed,
        Objects.requireNonNull(own),
        original == null || about == null ? null : originalDeed.apply(about, original),
        original,
        Long.parseLong(Objects.requireNonNull(text(message, 4))),
        replaced == null ? 0 : Long.parseLong(replaced.substring(0, 12)),
        Objects.requireNonNull(CURRENCIES.get(text(message, 49))).getCurrencyCode(),
        Objects.requireNonNullElse(text(message, 2), ""),
        Objects.requireNonNullElse(text(message, 14), ""),
        Objects.requireNonNull(text(message, 42)).strip());
  }

  /** {@code 424242…4242}. */
  String maskedCard() {
    return card.length() < 12 ? "" : card.substring(0, 6) + "…" + card.substring(card.length() - 4);
  }

  boolean isExpired(YearMonth now) {
    int month = Integer.parseInt(expiry.substring(2));
    return month < 1
        || month > 12
        || YearMonth.of(2000 + Integer.parseInt(expiry.substring(0, 2)), month).isBefore(now);
  }

  /** Never its card's number. */
  @Override
  public String toString() {
    return deed + " " + reference;
  }

  private static boolean isDigits(@Nullable String value) {
    return value != null && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
