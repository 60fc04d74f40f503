package io.penstock.sandbox.cards;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;

import io.penstock.sandbox.venue.HttpDoor;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import tools.jackson.databind.json.JsonMapper;

/**
 * The card network's own switches under {@code /sandbox/cards}: {@code GET status}, {@code GET
 * books}, {@code GET tests}, and faults by {@code POST}, each answered with the status.
 */
final class CardsApi {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String ROOT = "/sandbox/cards/";
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;
  private static final int REFERENCE = 12;

  private final SandboxCards cards;

  CardsApi(SandboxCards cards) {
    this.cards = cards;
  }

  void addTo(HttpServerRoutes routes) {
    get(routes, "status", request -> cards.status());
    get(routes, "books", this::books);
    get(routes, "tests", request -> Mono.just(tests()));
    post(routes, "down", request -> cards.down());
    post(routes, "mute", request -> cards.mute());
    post(routes, "reset", request -> cards.reset());
    post(routes, "refuse", request -> cards.refuse());
    post(routes, "heal", request -> cards.heal());
    post(routes, "slow", request -> cards.slow(span(request, "by", "PT2S")));
    post(routes, "mute-inquiries", request -> cards.muteInquiries(span(request, "for", "PT30S")));
    post(
        routes,
        "next",
        request ->
            cards.next(
                Deed.ofCode(word(request, "operation")),
                TestCard.ofCode(word(request, "behaviour"))));
  }

  private Mono<Books> books(HttpServerRequest request) {
    String number = HttpDoor.query(request, "number");
    String reference = number == null ? HttpDoor.query(request, "reference") : reference(number);
    int limit = (int) Math.clamp(number(request, "limit", PAGE), 1L, LARGEST_PAGE);
    return cards
        .books(reference, Math.max(0, number(request, "after", 0)), limit)
        .map(views -> Books.of(views, limit));
  }

  /** DE37 of a number. */
  private static String reference(String number) {
    String digits =
        Long.toString(Long.parseLong(number), Character.MAX_RADIX).toUpperCase(Locale.ROOT);
    return "0".repeat(Math.max(0, REFERENCE - digits.length())) + digits;
  }

  /**
   * A page.
   *
   * @param nextAfter for the next one; null when this may be the last
   */
  record Books(List<BookView> books, @Nullable Long nextAfter) {

    static Books of(List<BookView> views, int limit) {
      return new Books(views, views.size() < limit ? null : views.getLast().booking().seq());
    }
  }

  private static List<Map<String, Object>> tests() {
    return Arrays.stream(TestCard.values()).map(CardsApi::test).toList();
  }

  private static Map<String, Object> test(TestCard card) {
    Map<String, Object> test = new LinkedHashMap<>();
    test.put("behaviour", card.code());
    test.put("number", card.number());
    if (card.amountEnding() >= 0) {
      test.put("amountEnding", card.amountEnding());
    }
    test.put("sentence", card.sentence());
    return test;
  }

  private static Duration span(HttpServerRequest request, String name, String absent) {
    return Duration.parse(Objects.requireNonNullElse(HttpDoor.query(request, name), absent));
  }

  private static String word(HttpServerRequest request, String name) {
    String word = HttpDoor.query(request, name);
    if (word == null) {
      throw new IllegalArgumentException(
          "Name both: ?operation=reversal&behaviour=timeout-then-approved");
    }
    return word;
  }

  private static long number(HttpServerRequest request, String name, long absent) {
    String value = HttpDoor.query(request, name);
    return value == null ? absent : Long.parseLong(value);
  }

  private static void get(
      HttpServerRoutes routes, String name, Function<HttpServerRequest, Mono<?>> answer) {
    routes.get(ROOT + name, (request, response) -> local(request, response, answer));
  }

  private static void post(
      HttpServerRoutes routes, String name, Function<HttpServerRequest, Mono<?>> answer) {
    routes.post(ROOT + name, (request, response) -> local(request, response, answer));
  }

  private static Mono<Void> local(
      HttpServerRequest request,
      HttpServerResponse response,
      Function<HttpServerRequest, Mono<?>> answer) {
    if (!HttpDoor.isLocal(request)) {
      return HttpDoor.json(response, FORBIDDEN, HttpDoor.message("Forbidden"));
    }
    try {
      return answer
          .apply(request)
          .flatMap(body -> HttpDoor.json(response, OK, JSON.writeValueAsString(body)));
    } catch (IllegalArgumentException | DateTimeException e) {
      return HttpDoor.json(response, BAD_REQUEST, HttpDoor.message(String.valueOf(e.getMessage())));
    }
  }
}
