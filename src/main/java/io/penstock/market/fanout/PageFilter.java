package io.penstock.market.fanout;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * How long browsers keep the pages: what has its content's hash in its name for ever, the pages
 * themselves never.
 */
final class PageFilter implements WebFilter {

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String path = exchange.getRequest().getPath().value();
    if (path.startsWith("/assets/")) {
      exchange.getResponse().getHeaders().setCacheControl("public, max-age=31536000, immutable");
    } else if (path.equals("/") || path.equals("/index.html")) {
      exchange.getResponse().getHeaders().setCacheControl("no-cache");
    }
    return chain.filter(path.equals("/") ? ofFile(exchange) : exchange);
  }

  /** Boot's own page for the root knows GET alone; files know HEAD and conditions, too. */
  private static ServerWebExchange ofFile(ServerWebExchange exchange) {
    return exchange.mutate().request(request -> request.path("/index.html")).build();
  }
}
