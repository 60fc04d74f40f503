package io.penstock.platform.http;

import io.penstock.platform.http.HttpOccurrence.OperatorRefused;
import io.penstock.platform.telemetry.Telemetry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Everything below {@code /operator} is for who knows the key ({@code Authorization: Bearer …}).
 * What changes something has passed {@link DoorFilter} before, which keeps foreign pages out.
 *
 * <p>Paths are compared as controllers are found, so that no spelling of one leads around here.
 */
final class OperatorFilter implements WebFilter, Ordered {

  private static final PathPattern OPERATOR =
      PathPatternParser.defaultInstance.parse("/operator/**");
  private static final String BEARER = "bearer ";
  private static final String NOBODY = "operator";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9 .@_-]{1,60}");
  private static final int LONGEST_KEY = 512;

  private final OperatorKey key;
  private final FailedAttempts attempts;
  private final Telemetry telemetry;

  OperatorFilter(OperatorKey key, FailedAttempts attempts, Telemetry telemetry) {
    this.key = key;
    this.attempts = attempts;
    this.telemetry = telemetry;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 2;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    if (!OPERATOR.matches(exchange.getRequest().getPath().pathWithinApplication())) {
      return chain.filter(exchange);
    }
    exchange.getResponse().getHeaders().setCacheControl("no-store");
    InetAddress address = address(exchange);
    ApiException refusal = refusal(exchange, address);
    if (refusal != null) {
      telemetry.report(new OperatorRefused(address.getHostAddress(), refusal.problem().code()));
      return Mono.error(refusal);
    }
    exchange
        .getAttributes()
        .put(Operator.ATTRIBUTE, new Operator(name(exchange), address.getHostAddress()));
    return chain.filter(exchange);
  }

  /** Null: come in. */
  private @Nullable ApiException refusal(ServerWebExchange exchange, InetAddress address) {
    if (!key.isSet()) {
      return new ApiException(
          Problem.of(
              HttpStatus.SERVICE_UNAVAILABLE,
              "operator_key_not_set",
              "Nobody may come in here until penstock.operator.key is set"));
    }
    String given = given(exchange);
    // A key that fits comes in, whoever else tries wrong ones from behind the same address.
    if (given != null && key.fits(given)) {
      return null;
    }
    Duration wait = attempts.waitOf(address);
    if (!wait.isZero()) {
      return ApiException.passing(
          Problem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "too_many_attempts",
              "Too many wrong keys came from your address; wait a minute"),
          wait.plusSeconds(1));
    }
    if (given == null) {
      challenge(exchange, "Bearer realm=\"operator\"");
      return unauthorized("operator_key_missing", "Send Authorization: Bearer and the key");
    }
    attempts.failed(address);
    challenge(exchange, "Bearer realm=\"operator\", error=\"invalid_token\"");
    return unauthorized("operator_key_wrong", "That is not the operator's key");
  }

  private static void challenge(ServerWebExchange exchange, String words) {
    exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, words);
  }

  private static ApiException unauthorized(String code, String detail) {
    return new ApiException(Problem.of(HttpStatus.UNAUTHORIZED, code, detail));
  }

  private static @Nullable String given(ServerWebExchange exchange) {
    String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    if (header == null
        || header.length() > LONGEST_KEY
        || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return null;
    }
    return header.substring(BEARER.length()).strip();
  }

  private static String name(ServerWebExchange exchange) {
    String given = exchange.getRequest().getHeaders().getFirst(Operator.HEADER);
    return given != null && NAME.matcher(given).matches() ? given.strip() : NOBODY;
  }

  private static InetAddress address(ServerWebExchange exchange) {
    InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
    return remote == null || remote.getAddress() == null
        ? InetAddress.getLoopbackAddress()
        : remote.getAddress();
  }
}
