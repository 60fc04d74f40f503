package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.JsonFields;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Subscriptions.Channel;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the values of a frame's fields. */
final class FieldReader extends JsonFields {

  static final int MAX_ELEMENTS = 200_000;

  record Changes(List<Level> bids, List<Level> asks) {}

  FieldReader() {
    super(MAX_ELEMENTS, "size");
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
}
