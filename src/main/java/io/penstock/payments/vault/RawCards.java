package io.penstock.payments.vault;

import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Mode;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads card fields as test keys may send them: {@code {"number":"4242424242424242",
 * "exp_month":12,"exp_year":2030,"cvc":"123"}}. Never tells a digit of them.
 */
public final class RawCards {

  private static final int LONGEST_FIELD = 30;
  private static final int LATEST_YEAR = 2099;

  private final List<String> testPrefixes;
  private final Ids ids;
  private final Clock clock;

  /**
   * @param testPrefixes with which the numbers begin that networks keep for tests
   */
  public RawCards(List<String> testPrefixes, Ids ids, Clock clock) {
    this.testPrefixes = List.copyOf(testPrefixes);
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * A card with a token of its own.
   *
   * @throws CardRefusedException when the fields are no card, or not one for tests
   */
  public NewCard read(String merchantId, Mode mode, JsonNode fields) {
    if (mode != Mode.TEST) {
      throw new CardRefusedException(
          "raw_card_forbidden", "card", "must not be sent with live keys; send a token");
    }
    if (!fields.isObject()) {
      throw invalid("card", "must be an object");
    }
    for (String name : fields.propertyNames()) {
      if (!List.of("number", "exp_month", "exp_year", "cvc").contains(name)) {
        throw invalid("card", "has a member that is not known");
      }
    }
    Card card = new Card(number(fields), expiry(fields), cvc(fields));
    return new NewCard(CardView.of(ids.next("tok"), merchantId, mode, card), card);
  }

  private CardNumber number(JsonNode fields) {
    CardNumber number;
    try {
      number = CardNumber.of(text(fields, "number").replace(" ", ""));
    } catch (IllegalArgumentException noNumber) {
      throw invalid("card.number", "must have 12 to 19 digits");
    }
    if (!number.passesLuhn()) {
      throw new CardRefusedException("incorrect_number", "card.number", "is not a card number");
    }
    if (testPrefixes.stream().noneMatch(number.reveal()::startsWith)) {
      throw new CardRefusedException(
          "test_card_required",
          "card.number",
          "must be a test number; no real card is charged here");
    }
    return number;
  }

  private YearMonth expiry(JsonNode fields) {
    int month = integer(fields, "exp_month");
    if (month < 1 || month > 12) {
      throw invalid("card.exp_month", "must be 1 to 12");
    }
    int given = integer(fields, "exp_year");
    int year = given < 100 ? 2000 + given : given;
    if (given < 0 || year < 2000 || year > LATEST_YEAR) {
      throw invalid("card.exp_year", "must be a year, such as 2030");
    }
    YearMonth expiry = YearMonth.of(year, month);
    if (expiry.isBefore(YearMonth.now(clock.withZone(ZoneOffset.UTC)))) {
      throw new CardRefusedException("expired_card", "card.exp_year", "is in the past");
    }
    return expiry;
  }

  private static @Nullable Cvc cvc(JsonNode fields) {
    if (!fields.hasNonNull("cvc")) {
      return null;
    }
    try {
      return Cvc.of(text(fields, "cvc"));
    } catch (IllegalArgumentException noCode) {
      throw invalid("card.cvc", "must be three or four digits");
    }
  }

  private static String text(JsonNode fields, String name) {
    JsonNode field = fields.path(name);
    if (!field.isString() || field.stringValue().length() > LONGEST_FIELD) {
      throw invalid("card." + name, "must be text");
    }
    return field.stringValue();
  }

  private static int integer(JsonNode fields, String name) {
    JsonNode field = fields.path(name);
    if (field.isString() && field.stringValue().matches("[0-9]{1,4}")) {
      return Integer.parseInt(field.stringValue());
    }
    if (!field.isIntegralNumber() || !field.canConvertToInt()) {
      throw invalid("card." + name, "must be a whole number");
    }
    return field.intValue();
  }

  private static CardRefusedException invalid(String field, String message) {
    return new CardRefusedException("invalid_request", field, message);
  }
}
