package io.penstock.market.feed;

import io.penstock.market.tick.Level;
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
 * Reads the values of a JSON object's fields. Each method takes the value at which the parser
 * stands, leaves the parser at the value's last token, and returns null where the value is null, an
 * empty text, or unusable; the last is kept as the field's problem. A venue adds the shapes that
 * are its own.
 */
public abstract class JsonFields {

  private final int maxElements;
  private final String quantityName;

  /** By field; almost always absent. */
  private @Nullable Map<String, String> problems;

  /**
   * @param maxElements of an array
   * @param quantityName what the venue calls the quantity of a level, for messages
   */
  protected JsonFields(int maxElements, String quantityName) {
    this.maxElements = maxElements;
    this.quantityName = quantityName;
  }

  /** What is wrong with a field, such as "is no text"; null when nothing is. */
  public final @Nullable String problem(String name) {
    return problems == null ? null : problems.get(name);
  }

  /** The value, unless the field had one before. */
  public final <T> @Nullable T once(String name, @Nullable T before, @Nullable T value) {
    if (before != null) {
      addProblem(name, "is given twice");
      return before;
    }
    return value;
  }

  public final @Nullable String text(String name, JsonParser json) {
    return hasText(name, json) ? json.getString() : null;
  }

  /** A text with a number in it. */
  public @Nullable Decimal decimal(String name, JsonParser json) {
    return hasText(name, json) ? parsedDecimal(name, json) : null;
  }

  /** The characters of the token, which are few. */
  protected final @Nullable Decimal parsedDecimal(String name, JsonParser json) {
    try {
      return Decimal.parse(
          json.getStringCharacters(), json.getStringOffset(), json.getStringLength());
    } catch (NumberFormatException e) {
      return unusable(name, "is no decimal number that fits");
    }
  }

  /** A text with a time as RFC 3339 writes it. */
  public final @Nullable Instant time(String name, JsonParser json) {
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

  public final @Nullable Side side(String name, JsonParser json) {
    if (!hasText(name, json)) {
      return null;
    }
    return switch (json.getString()) {
      case "buy" -> Side.BUY;
      case "sell" -> Side.SELL;
      default -> unusable(name, "is neither buy nor sell");
    };
  }

  /** A number that counts, such as an id, a sequence number or a checksum. */
  public final @Nullable Long count(String name, JsonParser json) {
    // Eighteen digits fit for certain; the longest ids have eleven.
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getStringLength() > 18
        || json.getLongValue() < 0) {
      return none(name, json, "is no count");
    }
    return json.getLongValue();
  }

  public final @Nullable Boolean flag(String name, JsonParser json) {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> none(name, json, "is neither true nor false");
    };
  }

  /** {@code [[price, quantity], …]}, changeable; what follows them in a level is passed over. */
  public @Nullable List<Level> levels(String name, JsonParser json) {
    List<Level> levels = new ArrayList<>();
    return elements(name, json, () -> add(levels, level(name, json))) ? levels : null;
  }

  private @Nullable Level level(String name, JsonParser json) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return unusable(name, "holds what is no level");
    }
    return restOfLevel(name, json);
  }

  /** Price and quantity, and up to the array's end what may follow them. */
  protected final @Nullable Level restOfLevel(String name, JsonParser json) {
    Decimal price = null;
    Decimal quantity = null;
    int position = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      switch (position++) {
        case 0 -> price = decimal(name, json);
        case 1 -> quantity = decimal(name, json);
        default -> json.skipChildren();
      }
    }
    return level(name, price, quantity);
  }

  protected final @Nullable Level level(
      String name, @Nullable Decimal price, @Nullable Decimal quantity) {
    if (price == null || quantity == null) {
      return unusable(name, "holds a level without price or " + quantityName);
    }
    if (!price.isPositive() || quantity.signum() < 0) {
      return unusable(name, "holds a price not above 0 or a " + quantityName + " below 0");
    }
    return new Level(price, quantity);
  }

  /**
   * Runs a reader on each element of an array. False where there is no array, or a longer one than
   * allowed.
   */
  public final boolean elements(String name, JsonParser json, Runnable element) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      none(name, json, "is no array");
      return false;
    }
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (++count > maxElements) {
        addProblem(name, "has more than " + maxElements + " elements");
        json.skipChildren();
      } else {
        element.run();
      }
    }
    return count <= maxElements;
  }

  /** Whether the parser stands at a text that is not empty. */
  protected final boolean hasText(String name, JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getStringLength() > 0;
    }
    none(name, json, "is no text");
    return false;
  }

  /** Passes over a value that is of no use; null itself is no problem. */
  public final <T> @Nullable T none(String name, JsonParser json, String problem) {
    json.skipChildren();
    return json.currentToken() == JsonToken.VALUE_NULL ? null : unusable(name, problem);
  }

  protected static <T> void add(List<T> list, @Nullable T element) {
    if (element != null) {
      list.add(element);
    }
  }

  protected final <T> @Nullable T unusable(String name, String problem) {
    addProblem(name, problem);
    return null;
  }

  /** Only the first one of a field is kept. */
  public final void addProblem(String name, String problem) {
    if (problems == null) {
      problems = new HashMap<>();
    }
    problems.putIfAbsent(name, problem);
  }
}
