package io.penstock.platform.deadletters;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** {@code /dead-letters} is a page; browsers ask for it anew each time. */
final class DeadLettersPageFilter implements WebFilter {

  static final String PAGE = "/dead-letters";

  private static final String FILE = PAGE + ".html";

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String path = exchange.getRequest().getPath().value();
    if (!path.equals(PAGE) && !path.equals(FILE)) {
      return chain.filter(exchange);
    }
    exchange.getResponse().getHeaders().setCacheControl("no-cache");
    return chain.filter(exchange.mutate().request(request -> request.path(FILE)).build());
  }
}
