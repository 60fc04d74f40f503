package io.penstock.market.feed.kraken;

import io.penstock.market.feed.JsonFrame;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.kraken.KrakenMessages.Accepted;
import io.penstock.market.feed.kraken.KrakenMessages.Book;
import io.penstock.market.feed.kraken.KrakenMessages.Books;
import io.penstock.market.feed.kraken.KrakenMessages.Heartbeat;
import io.penstock.market.feed.kraken.KrakenMessages.Instruments;
import io.penstock.market.feed.kraken.KrakenMessages.Match;
import io.penstock.market.feed.kraken.KrakenMessages.Message;
import io.penstock.market.feed.kraken.KrakenMessages.Other;
import io.penstock.market.feed.kraken.KrakenMessages.Pong;
import io.penstock.market.feed.kraken.KrakenMessages.Refusal;
import io.penstock.market.feed.kraken.KrakenMessages.Ticker;
import io.penstock.market.feed.kraken.KrakenMessages.Tickers;
import io.penstock.market.feed.kraken.KrakenMessages.Trades;
import io.penstock.market.tick.Listing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The fields of one frame: what a channel says, or the answer to a request. */
final class KrakenFrame extends JsonFrame<KrakenFields> {

  private static final String NO_METHOD = "";

  private @Nullable String channel;
  private @Nullable String type;
  private @Nullable List<KrakenEntry> data;
  private @Nullable String method;
  private @Nullable Long requestId;
  private @Nullable Boolean success;
  private @Nullable String error;
  private @Nullable String pair;

  KrakenFrame() {
    super(new KrakenFields());
  }

  /** The first one that the frame tells of. */
  @Override
  protected @Nullable Listing listing() {
    return data == null || data.isEmpty() ? null : data.getFirst().listing();
  }

  @Override
  protected void read(JsonParser json) {
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      json.nextToken();
      switch (name) {
        case "channel" -> channel = fields.once(name, channel, fields.text(name, json));
        case "type" -> type = fields.once(name, type, fields.text(name, json));
        case "data" -> readData(name, json);
        case "method" -> method = fields.once(name, method, fields.text(name, json));
        case "req_id" -> requestId = fields.once(name, requestId, fields.count(name, json));
        case "success" -> success = fields.once(name, success, fields.flag(name, json));
        case "error" -> error = fields.once(name, error, fields.text(name, json));
        case "symbol" -> pair = fields.once(name, pair, fields.text(name, json));
        default -> json.skipChildren();
      }
    }
  }

  /** An array of objects, and of the channel {@code instrument} one object. */
  private void readData(String name, JsonParser json) {
    List<KrakenEntry> before = data;
    List<KrakenEntry> entries = new ArrayList<>(1);
    // Known already while it is read: a frame that breaks off tells its listing too.
    data = entries;
    if (json.currentToken() == JsonToken.START_OBJECT) {
      readEntry(json, entries);
    } else {
      fields.elements(name, json, () -> readElement(name, json, entries));
    }
    data = fields.once(name, before, entries);
  }

  private void readElement(String name, JsonParser json, List<KrakenEntry> entries) {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      readEntry(json, entries);
    } else {
      json.skipChildren();
      fields.addProblem(name, "holds what is no object");
    }
  }

  private static void readEntry(JsonParser json, List<KrakenEntry> entries) {
    KrakenEntry entry = new KrakenEntry();
    entries.add(entry);
    entry.read(json);
  }

  /**
   * What the fields mean together.
   *
   * @throws UnparsableFrameException when a field that the channel or the answer needs is missing
   *     or wrong
   */
  Message message() {
    String from = optional("channel", channel);
    return from == null ? answer() : said(from);
  }

  private Message said(String from) {
    return switch (from) {
      case "book" -> {
        boolean isSnapshot = isSnapshot();
        List<Book> books = entries().stream().map(entry -> entry.book(isSnapshot)).toList();
        yield new Books(books);
      }
      case "trade" -> {
        boolean isSnapshot = isSnapshot();
        List<Match> matches = entries().stream().map(KrakenEntry::match).toList();
        yield new Trades(isSnapshot, matches);
      }
      case "ticker" -> {
        List<Ticker> tickers = entries().stream().map(KrakenEntry::ticker).toList();
        yield new Tickers(tickers);
      }
      case "instrument" ->
          new Instruments(entries().stream().flatMap(entry -> entry.pairs().stream()).toList());
      case "heartbeat" -> new Heartbeat();
      case String other -> new Other(other);
    };
  }

  /** Answers that refuse may lack everything but the error. */
  private Message answer() {
    String of = optional("method", method);
    if (error != null || Boolean.FALSE.equals(success)) {
      return new Refusal(
          of == null ? NO_METHOD : of, requestId, error == null ? "no reason told" : error, pair);
    }
    return switch (of) {
      case null -> throw unparsable("channel", "is missing");
      case "pong" -> new Pong();
      default -> new Accepted(of);
    };
  }

  private boolean isSnapshot() {
    return switch (required("type", type)) {
      case "snapshot" -> true;
      case "update" -> false;
      default -> throw unparsable("type", "is neither snapshot nor update");
    };
  }

  private List<KrakenEntry> entries() {
    return required("data", data);
  }
}
