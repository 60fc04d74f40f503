package io.penstock.architecture.offenders.market.book;

import org.springframework.web.server.ServerWebExchange;

/** A path is served by an Api. */
public class BookServesHttp {

  public String path(ServerWebExchange exchange) {
    return exchange.getRequest().getPath().value();
  }
}
