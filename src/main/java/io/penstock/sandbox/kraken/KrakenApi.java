package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.Answer;
import io.penstock.sandbox.venue.HttpDoor;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelBook.Ladder;
import io.penstock.sandbox.venue.Paths;
import io.penstock.sandbox.venue.RateLimit;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public REST API under {@code /kraken/0/public}. Errors come with status 200 too, as a list of
 * texts.
 */
final class KrakenApi {

  static final int REQUESTS_PER_SECOND = 1;
  static final int REQUEST_BURST = 15;

  private static final int MAX_TRADES = 1_000;
  private static final int MAX_LEVELS = 500;

  /** Below it a time counts seconds, above it nanoseconds. */
  private static final BigDecimal SECONDS_UNTIL = BigDecimal.valueOf(1_000_000_000_000L);

  private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000L);

  private static final JsonMapper JSON = new JsonMapper();

  private final KrakenMarket market;
  private final Listed listed;
  private final RateLimit requests;

  KrakenApi(KrakenMarket market, Listed listed, Clock clock) {
    this.market = market;
    this.listed = listed;
    requests = new RateLimit(REQUESTS_PER_SECOND, REQUEST_BURST, clock);
  }

  void addTo(Paths paths) {
    get(paths, "Time", request -> time());
    get(paths, "SystemStatus", request -> systemStatus());
    get(paths, "AssetPairs", this::assetPairs);
    get(paths, "Trades", this::trades);
    get(paths, "Depth", this::depth);
  }

  private void get(Paths paths, String name, Function<HttpServerRequest, String> result) {
    paths.get("/kraken/0/public/" + name, request -> Mono.just(answer(request, result)));
  }

  private Answer answer(HttpServerRequest request, Function<HttpServerRequest, String> result) {
    if (!requests.admits(HttpDoor.caller(request))) {
      return error("EAPI:Rate limit exceeded");
    }
    try {
      return Answer.ok("{\"error\":[],\"result\":" + result.apply(request) + "}");
    } catch (RefusedException e) {
      return error(String.valueOf(e.getMessage()));
    }
  }

  private static Answer error(String error) {
    return Answer.ok("{\"error\":[" + JSON.writeValueAsString(error) + "]}");
  }

  private String time() {
    var now = market.time().truncatedTo(ChronoUnit.SECONDS);
    return "{\"unixtime\":"
        + now.getEpochSecond()
        + ",\"rfc1123\":\""
        + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC))
        + "\"}";
  }

  private String systemStatus() {
    return "{\"status\":\"online\",\"timestamp\":\""
        + market.time().truncatedTo(ChronoUnit.SECONDS)
        + "\"}";
  }

  private String assetPairs(HttpServerRequest request) {
    String named = HttpDoor.query(request, "pair");
    List<Instrument> pairs = new ArrayList<>();
    if (named == null) {
      pairs.addAll(instruments());
    } else {
      for (String name : named.split(",", -1)) {
        pairs.add(pair(name));
      }
    }
    return pairs.stream().map(KrakenApi::describe).collect(Collectors.joining(",", "{", "}"));
  }

  private static String describe(Instrument pair) {
    return "\""
        + KrakenPairs.key(pair)
        + "\":{\"altname\":\""
        + KrakenPairs.alternative(pair)
        + "\",\"wsname\":\""
        + KrakenPairs.socketName(pair)
        + "\",\"aclass_base\":\"currency\",\"base\":\""
        + KrakenPairs.asset(pair.base())
        + "\",\"aclass_quote\":\"currency\",\"quote\":\""
        + KrakenPairs.asset(pair.quote())
        + "\",\"lot\":\"unit\",\"cost_decimals\":5,\"pair_decimals\":"
        + pair.priceScale()
        + ",\"lot_decimals\":"
        + pair.sizeScale()
        + ",\"lot_multiplier\":1,\"leverage_buy\":[],\"leverage_sell\":[],\"fees\":[[0,0.4]],"
        + "\"fees_maker\":[[0,0.25]],\"fee_volume_currency\":\"ZUSD\",\"margin_call\":80,"
        + "\"margin_stop\":40,\"ordermin\":\""
        + pair.size(1)
        + "\",\"costmin\":\"0.5\",\"tick_size\":\""
        + pair.price(1)
        + "\",\"status\":\"online\"}";
  }

  private String trades(HttpServerRequest request) {
    Instrument pair = pair(mandatory(request, "pair"));
    int count = (int) number(request, "count", MAX_TRADES, MAX_TRADES);
    String since = HttpDoor.query(request, "since");
    List<KrakenTrade> trades =
        since == null
            ? market.lastTrades(pair.symbol(), count)
            : market.tradesAfter(pair.symbol(), micros(since), count);
    String last =
        trades.isEmpty()
            ? since == null ? "0" : since
            : String.valueOf(trades.getLast().micros() * 1_000);
    return trades.stream()
        .map(trade -> trade(pair, trade))
        .collect(
            Collectors.joining(
                ",", "{\"" + KrakenPairs.key(pair) + "\":[", "],\"last\":\"" + last + "\"}"));
  }

  private static String trade(Instrument pair, KrakenTrade trade) {
    return "[\""
        + pair.price(trade.price())
        + "\",\""
        + pair.size(trade.quantity())
        + "\","
        + BigDecimal.valueOf(trade.micros(), 6).toPlainString()
        + ",\""
        + trade.side().charAt(0)
        + "\",\""
        + trade.orderType().charAt(0)
        + "\",\"\","
        + trade.id()
        + "]";
  }

  private String depth(HttpServerRequest request) {
    Instrument pair = pair(mandatory(request, "pair"));
    int count = (int) number(request, "count", 100, MAX_LEVELS);
    ModelBook book = market.book(pair.symbol());
    if (book == null) {
      throw new RefusedException("EService:Unavailable");
    }
    long second = market.time().getEpochSecond();
    return "{\""
        + KrakenPairs.key(pair)
        + "\":{\"asks\":"
        + levels(pair, book.asks(), count, second)
        + ",\"bids\":"
        + levels(pair, book.bids(), count, second)
        + "}}";
  }

  private static String levels(Instrument pair, Ladder side, int count, long second) {
    StringBuilder json = new StringBuilder(48 * side.levels()).append('[');
    for (int i = 0; i < Math.min(count, side.levels()); i++) {
      json.append(i == 0 ? "[\"" : ",[\"")
          .append(pair.price(side.price(i)))
          .append("\",\"")
          .append(pair.size(side.size(i)))
          .append("\",")
          .append(second)
          .append(']');
    }
    return json.append(']').toString();
  }

  private List<Instrument> instruments() {
    return listed.products().stream().map(market::instrument).toList();
  }

  private Instrument pair(String name) {
    Instrument pair = KrakenPairs.named(name, instruments());
    if (pair == null) {
      throw new RefusedException("EQuery:Unknown asset pair");
    }
    return pair;
  }

  private static String mandatory(HttpServerRequest request, String name) {
    String value = HttpDoor.query(request, name);
    if (value == null) {
      throw new RefusedException("EGeneral:Invalid arguments");
    }
    return value;
  }

  private static long number(HttpServerRequest request, String name, long absent, long most) {
    String text = HttpDoor.query(request, name);
    long number = text == null ? absent : decimal(text).longValue();
    if (number < 1 || number > most) {
      throw new RefusedException("EGeneral:Invalid arguments");
    }
    return number;
  }

  /** Seconds, or nanoseconds as {@code last} tells them. */
  private static long micros(String since) {
    BigDecimal time = decimal(since);
    BigDecimal nanos = time.compareTo(SECONDS_UNTIL) < 0 ? time.multiply(BILLION) : time;
    return Math.floorDiv(nanos.longValue(), 1_000);
  }

  private static BigDecimal decimal(@Nullable String text) {
    try {
      return new BigDecimal(text == null ? "" : text);
    } catch (NumberFormatException e) {
      throw new RefusedException("EGeneral:Invalid arguments");
    }
  }

  private static final class RefusedException extends RuntimeException {
    RefusedException(String message) {
      super(message, null, false, false);
    }
  }
}
