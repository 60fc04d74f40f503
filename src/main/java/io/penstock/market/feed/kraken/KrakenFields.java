package io.penstock.market.feed.kraken;

import io.penstock.market.feed.JsonFields;
import io.penstock.market.feed.kraken.KrakenMessages.Instruments.Pair;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.platform.values.Decimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the values of an object's fields. */
final class KrakenFields extends JsonFields {

  /** Five times the levels of a deepest book, and more pairs than Kraken lists. */
  static final int MAX_ELEMENTS = 10_000;

  KrakenFields() {
    super(MAX_ELEMENTS, "qty");
  }

  /**
   * A JSON number, taken from its characters: {@code 0.00100000} and {@code 1e-8} as they are
   * written. Kraken's guide to checksums writes numbers as texts, so those are taken too.
   */
  @Override
  public @Nullable Decimal decimal(String name, JsonParser json) {
    boolean isNumber = json.currentToken().isNumeric();
    if (!isNumber && json.currentToken() != JsonToken.VALUE_STRING) {
      return none(name, json, "is no number");
    }
    return isNumber || json.getStringLength() > 0 ? parsedDecimal(name, json) : null;
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

  /** {@code [{"price": …, "qty": …}, …]}. */
  @Override
  public @Nullable List<Level> levels(String name, JsonParser json) {
    List<Level> levels = new ArrayList<>(4);
    return elements(name, json, () -> add(levels, level(name, json))) ? levels : null;
  }

  /** {@code [{"symbol": …, "status": …}, …]}; pairs that lack one of these are passed over. */
  @Nullable List<Pair> pairs(String name, JsonParser json) {
    List<Pair> pairs = new ArrayList<>(4);
    return elements(name, json, () -> add(pairs, listed(name, json))) ? pairs : null;
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
    return level(name, price, quantity);
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
}
