package io.penstock.market.feed.kraken;

import io.penstock.market.tick.Symbol;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Writes the requests of one line, numbered from 1 on. None of the names in them can hold a
 * character that JSON would escape.
 */
final class KrakenRequests {

  static final String TICKER = "ticker";
  static final String TRADE = "trade";
  static final String BOOK = "book";

  /** Of all pairs at once. */
  static final String INSTRUMENT = "instrument";

  static final Set<String> CHANNELS = Set.of(TICKER, TRADE, BOOK, INSTRUMENT);

  private static final String SUBSCRIBE = "subscribe";
  static final String UNSUBSCRIBE = "unsubscribe";

  private final int depth;
  private final AtomicLong lastId = new AtomicLong();

  KrakenRequests(int depth) {
    this.depth = depth;
  }

  record Request(long id, String text) {}

  /** Each channel begins with what is the case now; {@code trade} with what was the case before. */
  Request subscribe(String channel, List<Symbol> symbols) {
    String params =
        switch (channel) {
          // Else it would tell of quotes only when there is a trade.
          case TICKER -> symbols(symbols) + ",\"event_trigger\":\"bbo\"";
          case BOOK -> symbols(symbols) + depth();
          default -> symbols(symbols);
        };
    return request(SUBSCRIBE, channel, params + ",\"snapshot\":true");
  }

  /** Changes alone: what is the case now stands in the list of pairs that REST has. */
  Request subscribeInstruments() {
    return request(SUBSCRIBE, INSTRUMENT, ",\"snapshot\":false");
  }

  Request unsubscribeBook(Symbol symbol) {
    return request(UNSUBSCRIBE, BOOK, symbols(List.of(symbol)) + depth());
  }

  String ping() {
    return "{\"method\":\"ping\",\"req_id\":%d}".formatted(lastId.incrementAndGet());
  }

  private Request request(String method, String channel, String more) {
    long id = lastId.incrementAndGet();
    return new Request(
        id,
        "{\"method\":\"%s\",\"params\":{\"channel\":\"%s\"%s},\"req_id\":%d}"
            .formatted(method, channel, more, id));
  }

  private String depth() {
    return ",\"depth\":" + depth;
  }

  private static String symbols(List<Symbol> symbols) {
    return symbols.stream()
        .map(symbol -> '"' + KrakenSymbols.name(symbol) + '"')
        .collect(Collectors.joining(",", ",\"symbol\":[", "]"));
  }
}
