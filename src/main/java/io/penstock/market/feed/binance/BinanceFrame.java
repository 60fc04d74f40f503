package io.penstock.market.feed.binance;

import io.penstock.market.feed.JsonFrame;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.binance.BinanceMessages.BookTicker;
import io.penstock.market.feed.binance.BinanceMessages.DepthUpdate;
import io.penstock.market.feed.binance.BinanceMessages.ErrorMessage;
import io.penstock.market.feed.binance.BinanceMessages.Granted;
import io.penstock.market.feed.binance.BinanceMessages.Message;
import io.penstock.market.feed.binance.BinanceMessages.Other;
import io.penstock.market.feed.binance.BinanceMessages.ServerShutdown;
import io.penstock.market.feed.binance.BinanceMessages.TradeEvent;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.platform.values.Decimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The fields of one frame, whose type may come last, or not at all. A letter means something else
 * in each type: {@code b} is a price here and a list of levels there.
 */
final class BinanceFrame extends JsonFrame<FieldReader> {

  private final BinanceSymbols symbols;

  private @Nullable String stream;
  private @Nullable String type;
  private @Nullable String name;
  private @Nullable Instant eventTime;
  private @Nullable Instant tradeTime;
  private @Nullable Long tradeId;
  private @Nullable Long firstUpdate;
  private @Nullable Long lastUpdate;
  private @Nullable Decimal price;
  private @Nullable Decimal quantity;
  private @Nullable Boolean buyerIsMaker;
  private @Nullable Decimal bid;
  private @Nullable Decimal bidQuantity;
  private @Nullable Decimal ask;
  private @Nullable Decimal askQuantity;
  private @Nullable List<Level> bids;
  private @Nullable List<Level> asks;
  private @Nullable Long request;
  private @Nullable Long code;
  private @Nullable String reason;
  private boolean hasResult;
  private boolean hasError;

  BinanceFrame(BinanceSymbols symbols) {
    super(new FieldReader());
    this.symbols = symbols;
  }

  /** By the payload, else by the stream's name. */
  @Override
  protected @Nullable Listing listing() {
    String spelt = name != null ? name : nameOfStream();
    if (spelt == null) {
      return null;
    }
    try {
      return symbols.listing(spelt);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  protected void read(JsonParser json) {
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      JsonToken token = json.nextToken();
      switch (field) {
        case "stream" -> stream = fields.once(field, stream, fields.text(field, json));
        case "data" -> {
          if (token == JsonToken.START_OBJECT) {
            payload(json);
          } else {
            json.skipChildren();
          }
        }
        case "result" -> {
          hasResult = true;
          json.skipChildren();
        }
        case "id" -> request = fields.once(field, request, fields.count(field, json));
        case "error" -> {
          hasError = true;
          if (token == JsonToken.START_OBJECT) {
            error(json);
          } else {
            json.skipChildren();
          }
        }
        case "code", "msg" -> {
          hasError = true;
          error(field, json);
        }
        default -> payload(field, token, json);
      }
    }
  }

  private void payload(JsonParser json) {
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      payload(field, json.nextToken(), json);
    }
  }

  private void payload(String field, JsonToken token, JsonParser json) {
    boolean isArray = token == JsonToken.START_ARRAY;
    switch (field) {
      case "e" -> type = fields.once(field, type, fields.text(field, json));
      case "s" -> name = fields.once(field, name, fields.text(field, json));
      case "E" -> eventTime = fields.once(field, eventTime, fields.epoch(field, json));
      case "T" -> tradeTime = fields.once(field, tradeTime, fields.epoch(field, json));
      case "t" -> tradeId = fields.once(field, tradeId, fields.count(field, json));
      case "U" -> firstUpdate = fields.once(field, firstUpdate, fields.count(field, json));
      case "u" -> lastUpdate = fields.once(field, lastUpdate, fields.count(field, json));
      case "p" -> price = fields.once(field, price, fields.decimal(field, json));
      case "q" -> quantity = fields.once(field, quantity, fields.decimal(field, json));
      case "m" -> buyerIsMaker = fields.once(field, buyerIsMaker, fields.flag(field, json));
      case "b" -> {
        if (isArray) {
          bids = fields.once(field, bids, fields.levels(field, json));
        } else {
          bid = fields.once(field, bid, fields.decimal(field, json));
        }
      }
      case "a" -> {
        if (isArray) {
          asks = fields.once(field, asks, fields.levels(field, json));
        } else {
          ask = fields.once(field, ask, fields.decimal(field, json));
        }
      }
      case "B" -> bidQuantity = fields.once(field, bidQuantity, fields.decimal(field, json));
      case "A" -> askQuantity = fields.once(field, askQuantity, fields.decimal(field, json));
      default -> json.skipChildren();
    }
  }

  private void error(JsonParser json) {
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      json.nextToken();
      error(field, json);
    }
  }

  private void error(String field, JsonParser json) {
    switch (field) {
      case "code" -> code = fields.once(field, code, fields.code(field, json));
      case "msg" -> reason = fields.once(field, reason, fields.text(field, json));
      default -> json.skipChildren();
    }
  }

  /**
   * What the fields mean together.
   *
   * @throws UnparsableFrameException when a field that the type needs is missing or wrong
   */
  Message message() {
    if (hasError) {
      return new ErrorMessage(request, required("code", code), required("msg", reason));
    }
    if (hasResult) {
      return new Granted(required("id", request));
    }
    return switch (kind()) {
      case "trade" ->
          new TradeEvent(
              pair(),
              required("t", tradeId),
              requiredAboveZero("p", price),
              requiredAboveZero("q", quantity),
              required("m", buyerIsMaker),
              required("T", tradeTime));
      case "bookTicker" ->
          new BookTicker(
              pair(),
              required("u", lastUpdate),
              aboveZero(required("b", bid)),
              notBelowZero("B", bidQuantity),
              aboveZero(required("a", ask)),
              notBelowZero("A", askQuantity));
      case "depthUpdate" -> depthUpdate();
      case "serverShutdown" -> new ServerShutdown();
      case String other -> new Other(other);
    };
  }

  private DepthUpdate depthUpdate() {
    Listing pair = pair();
    long first = required("U", firstUpdate);
    long last = required("u", lastUpdate);
    if (last < first) {
      throw unparsable("u", "is below U");
    }
    return new DepthUpdate(
        pair, first, last, required("b", bids), required("a", asks), required("E", eventTime));
  }

  /** The event's type; of a book ticker, which has none, what its stream or its fields say. */
  private String kind() {
    if (type != null || fields.problem("e") != null) {
      return required("e", type);
    }
    if (stream != null) {
      return stream.substring(stream.indexOf('@') + 1);
    }
    if (bid != null && ask != null && lastUpdate != null) {
      return "bookTicker";
    }
    throw unparsable("e", "is missing");
  }

  /** A payload that is not of its stream is damaged, and of neither symbol. */
  private Listing pair() {
    String spelt = required("s", name);
    if (stream != null && !isOf(spelt, stream)) {
      throw new UnparsableFrameException("s is not of its stream", null, null);
    }
    try {
      return symbols.listing(spelt);
    } catch (IllegalArgumentException e) {
      throw new UnparsableFrameException("s is no pair", null, e);
    }
  }

  private static boolean isOf(String name, String stream) {
    return stream.length() > name.length()
        && stream.charAt(name.length()) == '@'
        && stream.regionMatches(true, 0, name, 0, name.length());
  }

  private @Nullable String nameOfStream() {
    String named = stream;
    int at = named == null ? -1 : named.indexOf('@');
    return named == null || at < 1 ? null : named.substring(0, at).toUpperCase(Locale.ROOT);
  }

  private Decimal notBelowZero(String field, @Nullable Decimal value) {
    Decimal number = required(field, value);
    if (number.signum() < 0) {
      throw unparsable(field, "is below 0");
    }
    return number;
  }
}
