package io.penstock.platform.http;

import org.springframework.web.server.ServerWebExchange;

/**
 * Who calls an operator's API: somebody who knows the key.
 *
 * @param name as the caller gives it in {@link #HEADER}, {@code operator} where it gives none; the
 *     key proves that somebody may, not who it is
 * @param address of the other end of the connection, such as {@code 127.0.0.1}
 */
public record Operator(String name, String address) {

  /**
   * Header of a request: a name for the records, up to 60 of ASCII's letters, digits, space and
   * {@code .@_-}.
   */
  public static final String HEADER = "X-Operator";

  static final String ATTRIBUTE = "operator";

  /**
   * @throws IllegalArgumentException for a request that {@link OperatorFilter} has not let through
   */
  public static Operator of(ServerWebExchange exchange) {
    return exchange.getRequiredAttribute(ATTRIBUTE);
  }
}
