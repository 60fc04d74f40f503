package io.penstock.sandbox;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.FORBIDDEN;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;

import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import tools.jackson.databind.json.JsonMapper;

/**
 * The exchange's own switches under {@code /sandbox/exchange}: {@code GET status}, and faults by
 * {@code POST}. Each fault answers with the status.
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
    fault(routes, "drop", exchange::dropConnections);
    fault(routes, "mute", exchange::mute);
    fault(routes, "mute-ticks", exchange::muteTicks);
    fault(routes, "garbage", exchange::sendGarbage);
    fault(routes, "refuse", () -> exchange.refuseConnections(true));
    fault(routes, "heal", exchange::heal);
    productFault(routes, "delist", exchange::delist);
    productFault(routes, "skip-trade", exchange::skipTrade);
  }

  private void fault(HttpServerRoutes routes, String name, Runnable fault) {
    routes.post(ROOT + name, (request, response) -> local(request, response, fault));
  }

  private void productFault(HttpServerRoutes routes, String name, Consumer<String> fault) {
    routes.post(
        ROOT + name,
        (request, response) -> {
          String product = HttpDoor.query(request, "product");
          return product == null
              ? HttpDoor.json(
                  response,
                  BAD_REQUEST,
                  ExchangeMessages.message("Name a product: ?product=BTC-USD"))
              : local(request, response, () -> fault.accept(product));
        });
  }

  private Mono<Void> local(
      HttpServerRequest request, HttpServerResponse response, Runnable action) {
    if (!HttpDoor.isLocal(request)) {
      return HttpDoor.json(response, FORBIDDEN, ExchangeMessages.message("Forbidden"));
    }
    action.run();
    return HttpDoor.json(response, OK, JSON.writeValueAsString(exchange.status()));
  }
}
