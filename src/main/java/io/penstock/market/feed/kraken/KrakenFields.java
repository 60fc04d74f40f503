package io.penstock.market.feed.kraken;

import io.penstock.market.feed.Rfc3339;
import io.penstock.market.feed.kraken.KrakenMessages.Instruments.Pair;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.platform.values.Decimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the values of an object's fields. Each method takes the value at which the parser stands,
 * leaves the parser at the value's last token, and returns null where the value is null, an empty
 * text, or unusable; the last is kept as the field's problem.
 */
final class KrakenFields {

  /** Five times the levels of a deepest book, and more pairs than Kraken lists. */
  static final int MAX_ELEMENTS = 10_000;

  /** By field; almost always absent. */
  private @Nullable Map<String, String> problems;

  /** What is wrong with a field, such as "is no text"; null when nothing is. */
  @Nullable String problem(String name) {
    return problems == null ? null : problems.get(name);
  }

  /** The value, unless the field had one before. */
  <T> @Nullable T once(String name, @Nullable T before, @Nullable T value) {
    if (before != null) {
      addProblem(name, "is given twice");
      return before;
    }
    return value;
  }

  @Nullable String text(String name, JsonParser json) {
    return hasText(name, json) ? json.getString() : null;
  }

  /**
   * A JSON number, taken from its characters: {@code 0.00100000} and {@code 1e-8} as they are
   * written. Kraken's guide to checksums writes numbers as texts, so those are taken too.
   */
  @Nullable Decimal decimal(String name, JsonParser json) {
    boolean isNumber = json.currentToken().isNumeric();
    if (!isNumber && json.currentToken() != JsonToken.VALUE_STRING) {
      return none(name, json, "is no number");
    }
    if (!isNumber && json.getStringLength() == 0) {
      return null;
    }
    try {
      return Decimal.parse(
          json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
    } catch (NumberFormatException e) {
      return unusable(name, "is no decimal number that fits");
    }
  }

  @Nullable Instant time(String name, JsonParser json) {
    if (!hasText(name, json)) {
      return null;
    }
    try {
      return Rfc3339.parse(
          json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
    } catch (DateTimeException e) {
      return unusable(name, "is no time of the years 1970 to 2261");
    }
  }

  @Nullable Listing pair(String name, JsonParser json) {
    if (!hasText(name, json)) {
      return null;
    }
    try {
      return KrakenSymbols.listing(json.getString());
    } catch (IllegalArgumentException e) {
      return unusable(name, "is no pair");
    }
  }

  @Nullable Side side(String name, JsonParser json) {
    if (!hasText(name, json)) {
      return null;
    }
    return switch (json.getString()) {
      case "buy" -> Side.BUY;
      case "sell" -> Side.SELL;
      default -> unusable(name, "is neither buy nor sell");
    };
  }

  /** An id or a checksum. */
  @Nullable Long count(String name, JsonParser json) {
    // Eighteen digits fit for certain; trade ids have nine.
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getStringLength() > 18
        || json.getLongValue() < 0) {
      return none(name, json, "is no count");
    }
    return json.getLongValue();
  }

  @Nullable Boolean flag(String name, JsonParser json) {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> none(name, json, "is neither true nor false");
    };
  }

  /** {@code [{"price": …, "qty": …}, …]}. */
  @Nullable List<Level> levels(String name, JsonParser json) {
    List<Level> levels = new ArrayList<>(4);
    return elements(name, json, () -> add(levels, level(name, json))) ? levels : null;
  }

  /** {@code [{"symbol": …, "status": …}, …]}; pairs that lack one of these are passed over. */
  @Nullable List<Pair> pairs(String name, JsonParser json) {
    List<Pair> pairs = new ArrayList<>(4);
    return elements(name, json, () -> add(pairs, listed(name, json))) ? pairs : null;
  }

  /**
   * Runs a reader on each element of an array. False where there is no array, or a longer one than
   * allowed.
   */
  boolean elements(String name, JsonParser json, Runnable element) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      none(name, json, "is no array");
      return false;
    }
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (++count > MAX_ELEMENTS) {
        addProblem(name, "has more than " + MAX_ELEMENTS + " elements");
        json.skipChildren();
      } else {
        element.run();
      }
    }
    return count <= MAX_ELEMENTS;
  }

  /** Passes over a value that is of no use; null itself is no problem. */
  <T> @Nullable T none(String name, JsonParser json, String problem) {
    json.skipChildren();
    return json.currentToken() == JsonToken.VALUE_NULL ? null : unusable(name, problem);
  }

  private @Nullable Level level(String name, JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return unusable(name, "holds what is no level");
    }
    Decimal price = null;
    Decimal quantity = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      json.nextToken();
      switch (field) {
        case "price" -> price = once(name, price, decimal(name, json));
        case "qty" -> quantity = once(name, quantity, decimal(name, json));
        default -> json.skipChildren();
      }
    }
    if (price == null || quantity == null) {
      return unusable(name, "holds a level without price or qty");
    }
    if (!price.isPositive() || quantity.signum() < 0) {
      return unusable(name, "holds a price not above 0 or a qty below 0");
    }
    return new Level(price, quantity);
  }

  private @Nullable Pair listed(String name, JsonParser json) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return unusable(name, "holds what is no pair");
    }
    String pair = null;
    String status = null;
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      json.nextToken();
      switch (field) {
        case "symbol" -> pair = once(name, pair, text(name, json));
        case "status" -> status = once(name, status, text(name, json));
        default -> json.skipChildren();
      }
    }
    return pair == null || status == null ? null : new Pair(pair, status);
  }

  /** Whether the parser stands at a text that is not empty. */
  private boolean hasText(String name, JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getStringLength() > 0;
    }
    none(name, json, "is no text");
    return false;
  }

  private static <T> void add(List<T> list, @Nullable T element) {
    if (element != null) {
      list.add(element);
    }
  }

  private <T> @Nullable T unusable(String name, String problem) {
    addProblem(name, problem);
    return null;
  }

  void addProblem(String name, String problem) {
    if (problems == null) {
      problems = new HashMap<>();
    }
    problems.putIfAbsent(name, problem);
  }
}
