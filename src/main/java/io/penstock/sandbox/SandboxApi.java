package io.penstock.sandbox;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;

import io.penstock.sandbox.venue.HttpDoor;
import io.penstock.sandbox.venue.Venue;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import tools.jackson.databind.json.JsonMapper;

/**
 * The exchange's own switches under {@code /sandbox/exchange}: {@code GET status}, and faults by
 * {@code POST}, of one venue with {@code ?venue=}, else of all. Each fault answers with the status.
 */
final class SandboxApi {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String ROOT = "/sandbox/exchange/";

  private final SandboxExchange exchange;

  SandboxApi(SandboxExchange exchange) {
    this.exchange = exchange;
  }

  void addTo(HttpServerRoutes routes) {
    routes.get(ROOT + "status", (request, response) -> local(request, response, () -> {}));
    fault(routes, "drop", Venue::dropConnections);
    fault(routes, "mute", Venue::mute);
    fault(routes, "mute-ticks", Venue::muteTicks);
    fault(routes, "freeze", Venue::freezeSockets);
    fault(routes, "garbage", Venue::sendGarbage);
    fault(routes, "refuse", venue -> venue.refuseConnections(true));
    fault(routes, "heal", Venue::heal);
    fault(
        routes, "close", "code", "1001", (venue, code) -> venue.closeWith(Integer.parseInt(code)));
    fault(routes, "slow", "by", "PT2S", (venue, by) -> venue.slowAnswers(Duration.parse(by)));
    fault(
        routes,
        "announce-shutdown",
        "notice",
        "PT10S",
        (venue, notice) -> venue.announceShutdown(Duration.parse(notice)));
    productFault(routes, "delist", Venue::delist);
    productFault(routes, "skip-trade", Venue::skipTrade);
    productFault(routes, "drop-book-update", Venue::dropBookUpdate);
    productFault(routes, "duplicate-next", Venue::duplicateNext);
    productFault(routes, "swap-next", Venue::swapNext);
    productFault(routes, "corrupt-checksum", Venue::corruptChecksum);
  }

  private void fault(HttpServerRoutes routes, String name, Consumer<Venue> fault) {
    routes.post(
        ROOT + name,
        (request, response) -> local(request, response, () -> venues(request).forEach(fault)));
  }

  /** A fault with a measure, which has a default. */
  private void fault(
      HttpServerRoutes routes,
      String name,
      String parameter,
      String absent,
      BiConsumer<Venue, String> fault) {
    fault(routes, name, parameter, "Name it as ?" + parameter + "=" + absent, absent, fault);
  }

  private void productFault(HttpServerRoutes routes, String name, BiConsumer<Venue, String> fault) {
    fault(routes, name, "product", "Name a product: ?product=BTC-USD", "", fault);
  }

  private void fault(
      HttpServerRoutes routes,
      String name,
      String parameter,
      String advice,
      String absent,
      BiConsumer<Venue, String> fault) {
    routes.post(
        ROOT + name,
        (request, response) -> {
          String named = HttpDoor.query(request, parameter);
          String value = named == null ? absent : named;
          return value.isEmpty()
              ? HttpDoor.json(response, BAD_REQUEST, HttpDoor.message(advice))
              : local(
                  request,
                  response,
                  () -> venues(request).forEach(venue -> fault.accept(venue, value)));
        });
  }

  private Collection<Venue> venues(HttpServerRequest request) {
    String name = HttpDoor.query(request, "venue");
    return name == null ? exchange.venues() : List.of(exchange.venue(name));
  }

  private Mono<Void> local(
      HttpServerRequest request, HttpServerResponse response, Runnable action) {
    if (!HttpDoor.isLocal(request)) {
      return HttpDoor.json(response, FORBIDDEN, HttpDoor.message("Forbidden"));
    }
    try {
      action.run();
    } catch (IllegalArgumentException | UnsupportedOperationException | DateTimeException e) {
      return HttpDoor.json(response, BAD_REQUEST, HttpDoor.message(String.valueOf(e.getMessage())));
    }
    return HttpDoor.json(response, OK, JSON.writeValueAsString(exchange.status()));
  }
}
