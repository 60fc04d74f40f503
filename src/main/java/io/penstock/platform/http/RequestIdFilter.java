package io.penstock.platform.http;

import java.util.random.RandomGenerator;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Names each request before anything else sees it. */
final class RequestIdFilter implements WebFilter, Ordered {

  private final RandomGenerator random;

  RequestIdFilter(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    String id =
        RequestIds.of(exchange.getRequest().getHeaders().getFirst(RequestIds.HEADER), random);
    exchange.getAttributes().put(RequestIds.KEY, id);
    exchange.getResponse().getHeaders().set(RequestIds.HEADER, id);
    return chain.filter(exchange).contextWrite(context -> context.put(RequestIds.KEY, id));
  }
}
