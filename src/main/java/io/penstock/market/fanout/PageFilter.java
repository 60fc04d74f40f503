package io.penstock.market.fanout;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The door of what WebFlux serves, and the headers that tell a browser what a page of ours may do: load its own scripts
 * and styles, talk to its own server, be framed by nobody.
 */
final class PageFilter implements WebFilter {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
          + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Door door;

  PageFilter(Door door) {
    this.door = door;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    HttpHeaders request = exchange.getRequest().getHeaders();
    if (door.check(request.getFirst(HttpHeaders.HOST), null) != Door.Answer.OPEN) {
      exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
      return exchange.getResponse().setComplete();
    }
    HttpHeaders response = exchange.getResponse().getHeaders();
    response.set("Content-Security-Policy", POLICY);
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "no-referrer");
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
    String path = exchange.getRequest().getPath().value();
    if (path.startsWith("/assets/")) {
      // Their names change with their content.
      response.setCacheControl("public, max-age=31536000, immutable");
    } else if (path.equals("/") || path.equals("/index.html")) {
      response.setCacheControl("no-cache");
    }
    return chain.filter(exchange);
  }
}
