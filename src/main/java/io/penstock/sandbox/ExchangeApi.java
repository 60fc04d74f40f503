package io.penstock.sandbox;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;
import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;

import io.penstock.sandbox.Market.Book;
import io.penstock.sandbox.Market.Day;
import io.penstock.sandbox.Market.Match;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/** The public REST API of the exchange under {@code /coinbase}, as its documents have it. */
final class ExchangeApi {

  static final int REQUESTS_PER_SECOND = 10;
  static final int REQUEST_BURST = 15;

  private static final int MAX_TRADES = 1_000;
  private static final int MAX_CANDLES = 300;
  private static final Set<Long> GRANULARITIES = Set.of(60L, 300L, 900L, 3_600L, 21_600L, 86_400L);

  private final Market market;
  private final Listed listed;
  private final RateLimit requests;

  ExchangeApi(Market market, Listed listed, Clock clock) {
    this.market = market;
    this.listed = listed;
    requests = new RateLimit(REQUESTS_PER_SECOND, REQUEST_BURST, clock);
  }

  void addTo(HttpServerRoutes routes) {
    get(routes, "/coinbase/time", request -> time());
    get(routes, "/coinbase/products", request -> products());
    get(routes, "/coinbase/products/{id}", request -> Answer.of(market.describe(product(request))));
    get(routes, "/coinbase/products/{id}/ticker", this::ticker);
    get(routes, "/coinbase/products/{id}/trades", this::trades);
    get(routes, "/coinbase/products/{id}/book", this::book);
    get(routes, "/coinbase/products/{id}/candles", this::candles);
  }

  private void get(
      HttpServerRoutes routes, String path, Function<HttpServerRequest, Answer> handler) {
    routes.get(path, (request, response) -> answer(request, response, handler));
  }

  private Publisher<Void> answer(
      HttpServerRequest request,
      HttpServerResponse response,
      Function<HttpServerRequest, Answer> handler) {
    if (!HttpDoor.isLocal(request)) {
      return HttpDoor.json(response, FORBIDDEN, ExchangeMessages.message("Forbidden"));
    }
    if (!requests.admits(HttpDoor.caller(request))) {
      return HttpDoor.json(
          response, TOO_MANY_REQUESTS, ExchangeMessages.message("Public rate limit exceeded"));
    }
    try {
      Answer answer = handler.apply(request);
      if (answer.newest != null && answer.oldest != null) {
        response.header("CB-BEFORE", answer.newest).header("CB-AFTER", answer.oldest);
      }
      return HttpDoor.json(response, OK, answer.body);
    } catch (NotFoundException e) {
      return HttpDoor.json(response, NOT_FOUND, ExchangeMessages.message("NotFound"));
    } catch (BadRequestException e) {
      return HttpDoor.json(
          response, BAD_REQUEST, ExchangeMessages.message(String.valueOf(e.getMessage())));
    }
  }

  private Answer time() {
    Instant now = market.time().truncatedTo(ChronoUnit.MILLIS);
    String millis = "%03d".formatted(now.getNano() / 1_000_000);
    return Answer.of(
        "{\"iso\":\"" + now + "\",\"epoch\":" + now.getEpochSecond() + "." + millis + "}");
  }

  private Answer products() {
    return Answer.of(
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
    return Answer.of(
        ExchangeMessages.restTicker(
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
        trades.stream().map(ExchangeMessages::trade).collect(Collectors.joining(",", "[", "]"));
    return trades.isEmpty()
        ? Answer.of(body)
        : new Answer(
            body,
            String.valueOf(trades.getFirst().tradeId()),
            String.valueOf(trades.getLast().tradeId()));
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
    return Answer.of(ExchangeMessages.book(book, level == 1));
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
    return Answer.of(
        market.candles(product, granularity, from, to).stream()
            .map(ExchangeMessages::candle)
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

  /**
   * A body, and of a page the cursors of its first and last item.
   *
   * @param newest goes out as {@code CB-BEFORE}
   * @param oldest goes out as {@code CB-AFTER}
   */
  private record Answer(String body, @Nullable String newest, @Nullable String oldest) {

    static Answer of(String body) {
      return new Answer(body, null, null);
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
