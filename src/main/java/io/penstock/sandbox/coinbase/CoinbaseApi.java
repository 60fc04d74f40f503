package io.penstock.sandbox.coinbase;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;

import io.penstock.sandbox.coinbase.Market.Book;
import io.penstock.sandbox.coinbase.Market.Day;
import io.penstock.sandbox.coinbase.Market.Match;
import io.penstock.sandbox.venue.Answer;
import io.penstock.sandbox.venue.HttpDoor;
import io.penstock.sandbox.venue.Listed;
import io.penstock.sandbox.venue.Paths;
import io.penstock.sandbox.venue.RateLimit;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** The public REST API of the exchange under {@code /coinbase}, as its documents have it. */
final class CoinbaseApi {

  static final int REQUESTS_PER_SECOND = 10;
  static final int REQUEST_BURST = 15;

  private static final int MAX_TRADES = 1_000;
  private static final int MAX_CANDLES = 300;
  private static final Set<Long> GRANULARITIES = Set.of(60L, 300L, 900L, 3_600L, 21_600L, 86_400L);

  private final Market market;
  private final Listed listed;
  private final RateLimit requests;

  CoinbaseApi(Market market, Listed listed, Clock clock) {
    this.market = market;
    this.listed = listed;
    requests = new RateLimit(REQUESTS_PER_SECOND, REQUEST_BURST, clock);
  }

  void addTo(Paths paths) {
    get(paths, "/coinbase/time", request -> time());
    get(paths, "/coinbase/products", request -> products());
    get(paths, "/coinbase/products/{id}", request -> Answer.ok(market.describe(product(request))));
    get(paths, "/coinbase/products/{id}/ticker", this::ticker);
    get(paths, "/coinbase/products/{id}/trades", this::trades);
    get(paths, "/coinbase/products/{id}/book", this::book);
    get(paths, "/coinbase/products/{id}/candles", this::candles);
  }

  private void get(Paths paths, String path, Function<HttpServerRequest, Answer> handler) {
    paths.get(path, request -> Mono.just(answer(request, handler)));
  }

  private Answer answer(HttpServerRequest request, Function<HttpServerRequest, Answer> handler) {
    if (!requests.admits(HttpDoor.caller(request))) {
      return Answer.of(TOO_MANY_REQUESTS, HttpDoor.message("Public rate limit exceeded"));
    }
    try {
      return handler.apply(request);
    } catch (NotFoundException e) {
      return Answer.of(NOT_FOUND, HttpDoor.message("NotFound"));
    } catch (BadRequestException e) {
      return Answer.of(BAD_REQUEST, HttpDoor.message(String.valueOf(e.getMessage())));
    }
  }

  private Answer time() {
    Instant now = market.time().truncatedTo(ChronoUnit.MILLIS);
    String millis = "%03d".formatted(now.getNano() / 1_000_000);
    return Answer.ok(
        "{\"iso\":\"" + now + "\",\"epoch\":" + now.getEpochSecond() + "." + millis + "}");
  }

  private Answer products() {
    return Answer.ok(
        listed.products().stream()
            .map(market::describe)
            .collect(Collectors.joining(",", "[", "]")));
  }

  private Answer ticker(HttpServerRequest request) {
    String product = product(request);
    Book book = market.book(product);
    Day day = market.day(product);
    List<Match> last = market.trades(product, 0, Long.MAX_VALUE, 1);
    if (book == null
        || day == null
        || last.isEmpty()
        || book.bids().isEmpty()
        || book.asks().isEmpty()) {
      throw new NotFoundException();
    }
    return Answer.ok(
        CoinbaseMessages.restTicker(
            last.getFirst(), book.bids().getFirst(), book.asks().getFirst(), day));
  }

  private Answer trades(HttpServerRequest request) {
    String product = product(request);
    long newerThan = number(request, "before", 0);
    long olderThan = number(request, "after", Long.MAX_VALUE);
    long limit = number(request, "limit", MAX_TRADES);
    if (limit < 1 || limit > MAX_TRADES) {
      throw new BadRequestException("Invalid limit");
    }
    List<Match> trades = market.trades(product, newerThan, olderThan, (int) limit);
    String body =
        trades.stream().map(CoinbaseMessages::trade).collect(Collectors.joining(",", "[", "]"));
    return trades.isEmpty()
        ? Answer.ok(body)
        : Answer.ok(body)
            .with("CB-BEFORE", String.valueOf(trades.getFirst().tradeId()))
            .with("CB-AFTER", String.valueOf(trades.getLast().tradeId()));
  }

  private Answer book(HttpServerRequest request) {
    String product = product(request);
    long level = number(request, "level", 1);
    if (level != 1 && level != 2) {
      throw new BadRequestException("Invalid level");
    }
    Book book = market.book(product);
    if (book == null) {
      throw new NotFoundException();
    }
    return Answer.ok(CoinbaseMessages.book(book, level == 1));
  }

  private Answer candles(HttpServerRequest request) {
    String product = product(request);
    long seconds = number(request, "granularity", 60);
    if (!GRANULARITIES.contains(seconds)) {
      throw new BadRequestException("Unsupported granularity");
    }
    Duration granularity = Duration.ofSeconds(seconds);
    Instant to = instant(request, "end", market.time());
    Instant from = instant(request, "start", to.minus(granularity.multipliedBy(MAX_CANDLES)));
    if (Duration.between(from, to).dividedBy(granularity) > MAX_CANDLES) {
      throw new BadRequestException(
          "granularity too small for the requested time range. Count of aggregations requested exceeds 300");
    }
    return Answer.ok(
        market.candles(product, granularity, from, to).stream()
            .map(CoinbaseMessages::candle)
            .collect(Collectors.joining(",", "[", "]")));
  }

  private String product(HttpServerRequest request) {
    String product = HttpDoor.path(request, "id");
    if (!listed.has(product)) {
      throw new NotFoundException();
    }
    return product;
  }

  private static long number(HttpServerRequest request, String name, long absent) {
    String text = HttpDoor.query(request, name);
    try {
      return text == null ? absent : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new BadRequestException("Invalid " + name);
    }
  }

  /** ISO 8601, or seconds since 1970. */
  private static Instant instant(HttpServerRequest request, String name, Instant absent) {
    String text = HttpDoor.query(request, name);
    try {
      if (text == null) {
        return absent;
      }
      return text.chars().allMatch(Character::isDigit)
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : Instant.parse(text);
    } catch (DateTimeException | NumberFormatException e) {
      throw new BadRequestException("Invalid " + name);
    }
  }

  private static final class NotFoundException extends RuntimeException {
    NotFoundException() {
      super(null, null, false, false);
    }
  }

  private static final class BadRequestException extends RuntimeException {
    BadRequestException(String message) {
      super(message, null, false, false);
    }
  }
}
