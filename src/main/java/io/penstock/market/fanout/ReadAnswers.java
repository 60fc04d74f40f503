package io.penstock.market.fanout;

import io.penstock.market.bars.Bars;
import io.penstock.market.instruments.Found;
import io.penstock.market.tick.Bar;
import io.penstock.market.tick.Symbol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Bodies of reads, and how caches may treat them.
 *
 * <p>A price ages by the millisecond, so a body is never the same twice. The tag of an answer with
 * prices is therefore weak and made of everything but age and score: it changes with a value, a
 * time or the state of freshness, and a client that polls with {@code If-None-Match} is told 304
 * until then. Such answers may be kept but have to be asked about each time ({@code no-cache}):
 * nobody passes an old price on as a new one. Books and search results get a strong tag of their
 * bytes.
 */
final class ReadAnswers {

  private static final Duration SEARCH_KEPT = Duration.ofMinutes(1);

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private ReadAnswers() {}

  static ResponseEntity<byte[]> list(List<Price> prices, @Nullable Symbol nextCursor) {
    Json json = new Json(64 + 400 * prices.size()).open().openArray("items");
    long hash = FNV_OFFSET;
    for (Price price : prices) {
      String ticker = Payloads.ticker(price);
      json.raw(ticker);
      hash = hash(hash, ageless(ticker));
    }
    byte[] body = json.closeArray().string("nextCursor", nextCursor).close().bytes();
    return weak(hash(hash, String.valueOf(nextCursor)), body);
  }

  static ResponseEntity<byte[]> one(Price price) {
    String ticker = Payloads.ticker(price);
    return weak(hash(FNV_OFFSET, ageless(ticker)), ticker.getBytes(StandardCharsets.UTF_8));
  }

  static ResponseEntity<byte[]> withHistory(Price price, HistoryRequest asked, Bars.Page page) {
    Json history =
        new Json(100 + 400 * page.bars().size())
            .open()
            .string("interval", asked.interval().code())
            .instant("from", asked.from())
            .instant("to", asked.to())
            .openArray("items");
    for (Bar bar : page.bars()) {
      history.raw(Payloads.bar(bar));
    }
    String bars = history.closeArray().string("nextCursor", page.next()).close().toString();
    String ticker = Payloads.ticker(price);
    String body = ticker.substring(0, ticker.length() - 1) + ",\"history\":" + bars + "}";
    // The end of a time before now moves with each question: it says nothing new by itself.
    String lasting = bars.substring(bars.indexOf("\"items\""));
    return weak(
        hash(hash(FNV_OFFSET, ageless(ticker)), lasting), body.getBytes(StandardCharsets.UTF_8));
  }

  static ResponseEntity<byte[]> book(BookView book) {
    Json json = new Json(200 + 40 * (book.bids().size() + book.asks().size())).open();
    byte[] body =
        json.string("symbol", book.listing().symbol())
            .string("venue", book.listing().venue())
            .number("sequence", book.sequence())
            .levels("bids", book.bids())
            .levels("asks", book.asks())
            .instant("time", book.times().time())
            .instant("received", book.times().received())
            .close()
            .bytes();
    return strong(body, CacheControl.noCache());
  }

  static ResponseEntity<byte[]> found(List<Found> hits) {
    Json json = new Json(64 + 160 * hits.size()).open().openArray("items");
    for (Found hit : hits) {
      Json item = new Json(160).open().string("symbol", hit.symbol());
      item.raw("name", quoted(hit.name()))
          .string("kind", hit.kind().name().toLowerCase(Locale.ROOT))
          .raw("currency", quoted(hit.currency()))
          .openArray("venues");
      hit.venues().forEach(venue -> item.raw("\"" + venue + "\""));
      json.raw(item.closeArray().close().toString());
    }
    return strong(
        json.closeArray().close().bytes(), CacheControl.maxAge(SEARCH_KEPT).cachePublic());
  }

  /**
   * All that a new price or a new state of it changes: score and age, which time alone does, end
   * it.
   */
  private static String ageless(String ticker) {
    return ticker.substring(0, ticker.lastIndexOf(",\"score\":"));
  }

  private static ResponseEntity<byte[]> weak(long hash, byte[] body) {
    return answer("W/\"" + HexFormat.of().toHexDigits(hash) + "\"", CacheControl.noCache(), body);
  }

  private static ResponseEntity<byte[]> strong(byte[] body, CacheControl caching) {
    long hash = FNV_OFFSET;
    for (byte each : body) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    return answer("\"" + HexFormat.of().toHexDigits(hash) + "\"", caching, body);
  }

  /** Whoever asks with {@code If-None-Match} is answered 304 by the framework. */
  private static ResponseEntity<byte[]> answer(String tag, CacheControl caching, byte[] body) {
    return ResponseEntity.ok().eTag(tag).cacheControl(caching).body(body);
  }

  /** FNV-1a: chance alone would have to make two states alike. */
  private static long hash(long hash, String text) {
    long next = hash;
    for (int i = 0; i < text.length(); i++) {
      next = (next ^ text.charAt(i)) * FNV_PRIME;
    }
    return next;
  }

  /** Names come from outside. */
  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
  }
}
