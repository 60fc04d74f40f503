package io.penstock.sandbox.binance;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.GATEWAY_TIMEOUT;

import io.penstock.sandbox.venue.Answer;
import io.penstock.sandbox.venue.HttpDoor;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.Paths;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The market part of the REST API under {@code /binance/api/v3}, as its documents have it. */
final class BinanceApi {

  private static final int MAX_LEVELS = 5_000;
  private static final int MAX_TRADES = 1_000;
  private static final int USUAL_TRADES = 500;
  private static final Pattern SYMBOL = Pattern.compile("[A-Z0-9-_.]{1,20}");
  private static final JsonMapper JSON = new JsonMapper();

  private final BinanceMarket market;
  private final Listed listed;
  private final RequestWeights weights;
  private final Scheduler loop;

  /**
   * @param loop for answers that have to wait
   */
  BinanceApi(BinanceMarket market, Listed listed, Clock clock, Scheduler loop) {
    this.market = market;
    this.listed = listed;
    this.loop = loop;
    weights = new RequestWeights(clock);
  }

  void addTo(Paths paths) {
    get(paths, "ping", request -> 1, request -> Mono.just("{}"));
    get(
        paths,
        "time",
        request -> 1,
        request -> Mono.just("{\"serverTime\":" + market.time().toEpochMilli() + "}"));
    get(paths, "exchangeInfo", request -> 20, this::exchangeInfo);
    get(paths, "depth", BinanceApi::depthWeight, this::depth);
    get(paths, "trades", request -> 25, this::trades);
    get(paths, "historicalTrades", request -> 25, this::trades);
    get(paths, "aggTrades", request -> 4, this::aggregates);
  }

  private void get(
      Paths paths,
      String name,
      ToIntFunction<HttpServerRequest> weight,
      Function<HttpServerRequest, Mono<String>> body) {
    paths.get(
        "/binance/api/v3/" + name, request -> answer(request, weight.applyAsInt(request), body));
  }

  private Mono<Answer> answer(
      HttpServerRequest request, int weight, Function<HttpServerRequest, Mono<String>> body) {
    String caller = HttpDoor.caller(request);
    Optional<Answer> refusal = weights.refusal(caller, weight);
    Mono<Answer> answer;
    if (refusal.isPresent()) {
      answer = Mono.just(refusal.get());
    } else {
      try {
        answer =
            body.apply(request)
                .map(Answer::ok)
                .defaultIfEmpty(
                    Answer.of(
                        GATEWAY_TIMEOUT,
                        BinanceMessages.error(
                            -1007,
                            "Timeout waiting for response from backend server. Send status"
                                + " unknown; execution status unknown.")));
      } catch (RefusedException e) {
        answer =
            Mono.just(
                Answer.of(
                    BAD_REQUEST, BinanceMessages.error(e.code, String.valueOf(e.getMessage()))));
      }
    }
    return answer.map(
        told -> told.with("X-MBX-USED-WEIGHT-1M", String.valueOf(weights.used(caller))));
  }

  private Mono<String> exchangeInfo(HttpServerRequest request) {
    String one = HttpDoor.query(request, "symbol");
    String several = HttpDoor.query(request, "symbols");
    List<String> symbols = new ArrayList<>();
    if (one != null) {
      symbols.add(listed(one));
    } else if (several != null) {
      list(several).forEach(symbol -> symbols.add(listed(symbol)));
    } else {
      symbols.addAll(listed.products());
    }
    return Mono.just(
        BinanceMessages.exchangeInfo(
            market.time().toEpochMilli(),
            RequestWeights.LIMIT,
            symbols.stream().map(market::describe).toList()));
  }

  private static List<String> list(String json) {
    List<String> names = new ArrayList<>();
    try {
      for (JsonNode name : JSON.readTree(json)) {
        names.add(name.asString(""));
      }
    } catch (JacksonException e) {
      throw missing("symbols");
    }
    return names;
  }

  private Mono<String> depth(HttpServerRequest request) {
    String symbol = symbol(request);
    int limit = (int) Math.min(MAX_LEVELS, number(request, "limit", 100));
    if (limit < 1) {
      throw new RefusedException(-1130, "Data sent for parameter 'limit' is not valid.");
    }
    return market.depth(symbol, limit, loop);
  }

  /** Rises with the limit. */
  private static int depthWeight(HttpServerRequest request) {
    String limit = HttpDoor.query(request, "limit");
    if (limit == null || limit.length() < 3 || limit.equals("100")) {
      return 5;
    }
    if (limit.length() == 3) {
      return limit.compareTo("500") <= 0 ? 25 : 50;
    }
    return limit.equals("1000") ? 50 : 250;
  }

  private Mono<String> trades(HttpServerRequest request) {
    String symbol = symbol(request);
    int limit = tradesLimit(request);
    long fromId = number(request, "fromId", -1);
    List<BinanceTrade> trades =
        fromId < 0 ? market.lastTrades(symbol, limit) : market.trades(symbol, fromId, limit);
    return Mono.just(
        trades.stream().map(BinanceMessages::trade).collect(Collectors.joining(",", "[", "]")));
  }

  private Mono<String> aggregates(HttpServerRequest request) {
    String symbol = symbol(request);
    int limit = tradesLimit(request);
    long fromId = number(request, "fromId", -1);
    long from = number(request, "startTime", -1);
    long to = number(request, "endTime", -1);
    List<Aggregate> aggregates;
    if (fromId >= 0) {
      aggregates = market.aggregates(symbol, fromId, limit);
    } else if (from >= 0 || to >= 0) {
      aggregates =
          market.aggregatesWithin(
              symbol, Math.max(0, from) * 1_000, to < 0 ? Long.MAX_VALUE : to * 1_000 + 999, limit);
    } else {
      aggregates = market.lastAggregates(symbol, limit);
    }
    return Mono.just(
        aggregates.stream()
            .map(BinanceMessages::aggregate)
            .collect(Collectors.joining(",", "[", "]")));
  }

  private static int tradesLimit(HttpServerRequest request) {
    long limit = number(request, "limit", USUAL_TRADES);
    if (limit < 1) {
      throw new RefusedException(-1130, "Data sent for parameter 'limit' is not valid.");
    }
    return (int) Math.min(MAX_TRADES, limit);
  }

  private String symbol(HttpServerRequest request) {
    String symbol = HttpDoor.query(request, "symbol");
    if (symbol == null || symbol.isEmpty()) {
      throw missing("symbol");
    }
    return listed(symbol);
  }

  private String listed(String symbol) {
    if (!SYMBOL.matcher(symbol).matches()) {
      throw illegal("symbol", "^[A-Z0-9-_.]{1,20}$");
    }
    if (!listed.has(symbol)) {
      throw new RefusedException(-1121, "Invalid symbol.");
    }
    return symbol;
  }

  private static long number(HttpServerRequest request, String name, long absent) {
    String text = HttpDoor.query(request, name);
    if (text == null) {
      return absent;
    }
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(Character::isDigit)) {
      throw illegal(name, "^[0-9]{1,20}$");
    }
    return Long.parseLong(text);
  }

  private static RefusedException missing(String name) {
    return new RefusedException(
        -1102, "Mandatory parameter '" + name + "' was not sent, was empty/null, or malformed.");
  }

  private static RefusedException illegal(String name, String range) {
    return new RefusedException(
        -1100,
        "Illegal characters found in parameter '" + name + "'; legal range is '" + range + "'.");
  }

  private static final class RefusedException extends RuntimeException {

    private final int code;

    RefusedException(int code, String message) {
      super(message, null, false, false);
      this.code = code;
    }
  }
}
