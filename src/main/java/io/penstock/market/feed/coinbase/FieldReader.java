package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.Rfc3339;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Subscriptions.Channel;
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
 * Reads the values of a frame's fields. Each method takes the value at which the parser stands,
 * leaves the parser at the value's last token, and returns null where the value is null, an empty
 * text, or unusable; the last is kept as the field's problem.
 */
final class FieldReader {

  static final int MAX_ELEMENTS = 200_000;

  /** By field; almost always absent. */
  private @Nullable Map<String, String> problems;

  record Changes(List<Level> bids, List<Level> asks) {}

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

  @Nullable Decimal decimal(String name, JsonParser json) {
    if (!hasText(name, json)) {
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

  @Nullable Listing product(String name, JsonParser json) {
    if (!hasText(name, json)) {
      return null;
    }
    try {
      return CoinbaseSymbols.listing(json.getString());
    } catch (IllegalArgumentException e) {
      return unusable(name, "is no product id");
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

  /** A sequence number or an id. */
  @Nullable Long count(String name, JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    // Eighteen digits fit for certain; ids have ten.
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getStringLength() > 18
        || json.getLongValue() < 0) {
      json.skipChildren();
      return unusable(name, "is no count");
    }
    return json.getLongValue();
  }

  /** {@code [[price, size], …]}, changeable. */
  @Nullable List<Level> levels(String name, JsonParser json) {
    List<Level> levels = new ArrayList<>();
    return elements(name, json, () -> add(levels, level(name, json))) ? levels : null;
  }

  /** {@code [[side, price, size], …]}. */
  @Nullable Changes changes(String name, JsonParser json) {
    Changes changes = new Changes(new ArrayList<>(4), new ArrayList<>(4));
    return elements(name, json, () -> change(name, json, changes)) ? changes : null;
  }

  /**
   * {@code [{"name": …, "product_ids": […]}, …]}; a channel without products may be just its name.
   */
  @Nullable List<Channel> channels(String name, JsonParser json) {
    List<Channel> channels = new ArrayList<>();
    return elements(name, json, () -> add(channels, channel(name, json))) ? channels : null;
  }

  private void change(String name, JsonParser json, Changes changes) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      addProblem(name, "holds what is no change");
      return;
    }
    if (json.nextToken() == JsonToken.END_ARRAY) {
      addProblem(name, "holds an empty change");
      return;
    }
    Side side = side(name, json);
    Level level = restOfLevel(name, json);
    if (side == null) {
      addProblem(name, "holds a change without a side");
    } else {
      add(side == Side.BUY ? changes.bids() : changes.asks(), level);
    }
  }

  private @Nullable Level level(String name, JsonParser json) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return unusable(name, "holds what is no level");
    }
    return restOfLevel(name, json);
  }

  /** Price and size, and up to the array's end what may follow them. */
  private @Nullable Level restOfLevel(String name, JsonParser json) {
    Decimal price = null;
    Decimal size = null;
    int position = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      switch (position++) {
        case 0 -> price = decimal(name, json);
        case 1 -> size = decimal(name, json);
        default -> json.skipChildren();
      }
    }
    if (price == null || size == null) {
      return unusable(name, "holds a level without price or size");
    }
    if (!price.isPositive() || size.signum() < 0) {
      return unusable(name, "holds a price not above 0 or a size below 0");
    }
    return new Level(price, size);
  }

  private @Nullable Channel channel(String name, JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return new Channel(json.getString(), List.of());
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return unusable(name, "holds what is no channel");
    }
    String channel = null;
    List<String> productIds = new ArrayList<>();
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      json.nextToken();
      switch (field) {
        case "name" -> channel = once(name, channel, text(name, json));
        case "product_ids" -> {
          if (json.currentToken() != JsonToken.VALUE_NULL) {
            elements(name, json, () -> add(productIds, text(name, json)));
          }
        }
        default -> json.skipChildren();
      }
    }
    return channel == null
        ? unusable(name, "holds a channel without a name")
        : new Channel(channel, productIds);
  }

  /**
   * Runs a reader on each element of an array. False where there is no array, or a longer one than
   * allowed.
   */
  private boolean elements(String name, JsonParser json, Runnable element) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      if (json.currentToken() != JsonToken.VALUE_NULL) {
        addProblem(name, "is no array");
      }
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

  /** Whether the parser stands at a text that is not empty. */
  private boolean hasText(String name, JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getStringLength() > 0;
    }
    if (json.currentToken() != JsonToken.VALUE_NULL) {
      json.skipChildren();
      addProblem(name, "is no text");
    }
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

  private void addProblem(String name, String problem) {
    if (problems == null) {
      problems = new HashMap<>();
    }
    problems.putIfAbsent(name, problem);
  }
}
