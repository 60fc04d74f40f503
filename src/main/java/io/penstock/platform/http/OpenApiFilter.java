package io.penstock.platform.http;

import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Lets the API's description be made aside: it takes seconds of a busy machine when it is first
 * asked for, and who asks meanwhile waits for a lock. No event loop does either.
 */
final class OpenApiFilter implements WebFilter, AutoCloseable {

  private static final String DESCRIPTION = "/v3/api-docs";
  private static final String PAGE = "/swagger-ui";
  private static final String POLICY = "Content-Security-Policy";

  private final Scheduler aside = Schedulers.newBoundedElastic(1, 100, "openapi", 10, true);

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String path = exchange.getRequest().getPath().value();
    if (!path.startsWith(DESCRIPTION) && !path.startsWith(PAGE)) {
      return chain.filter(exchange);
    }
    HttpHeaders headers = exchange.getResponse().getHeaders();
    headers.setCacheControl("no-cache");
    String policy = headers.getFirst(POLICY);
    if (path.startsWith(PAGE) && policy != null) {
      // The page writes style attributes. Its scripts are its own, as everywhere.
      headers.set(POLICY, policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"));
    }
    return Mono.just(exchange).publishOn(aside).flatMap(chain::filter);
  }

  @Override
  public void close() {
    aside.dispose();
  }
}
