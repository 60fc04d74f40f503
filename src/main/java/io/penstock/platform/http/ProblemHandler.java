package io.penstock.platform.http;

import io.penstock.platform.http.HttpOccurrence.RequestFailed;
import io.penstock.platform.http.HttpOccurrence.RequestRefused;
import io.penstock.platform.resilience.GuardException;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** Answers every error of a request with {@code application/problem+json} (RFC 9457). */
final class ProblemHandler implements WebExceptionHandler, Ordered {

  /** Before Spring Boot's own handler, which is -1. */
  private static final int ORDER = -2;

  private static final Duration SOON = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

  private final JsonMapper json;
  private final Telemetry telemetry;

  ProblemHandler(JsonMapper json, Telemetry telemetry) {
    this.json = json;
    this.telemetry = telemetry;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      // The caller has the beginning of another answer: closing the connection tells that there is
      // no end.
      return Mono.error(error);
    }
    if (DisconnectedClientHelper.isClientDisconnectedException(error)
        || isAnsweredByNetty(response)) {
      return Mono.empty();
    }
    Problem problem = Problems.of(error);
    report(exchange, problem, error);
    response.setStatusCode(problem.status());
    writeHeaders(response.getHeaders(), error);
    if (problem.status() == HttpStatus.REQUEST_TIMEOUT) {
      // The rest of the request may never come (RFC 9110 section 15.5.9).
      response.getHeaders().setConnection("close");
    }
    byte[] body = json.writeValueAsBytes(problem.body(RequestIds.of(exchange)));
    response.getHeaders().setContentLength(body.length);
    return response.writeWith(
        Mono.<DataBuffer>fromSupplier(() -> response.bufferFactory().wrap(body)));
  }

  /**
   * A body that breaks HTTP's own rules, such as those of chunks, gets its 400 before we hear of
   * it.
   */
  private static boolean isAnsweredByNetty(ServerHttpResponse response) {
    return ServerHttpResponseDecorator.getNativeResponse(response)
            instanceof HttpServerResponse netty
        && netty.hasSentHeaders();
  }

  private static void writeHeaders(HttpHeaders headers, Throwable error) {
    if (error instanceof ResponseStatusException status) {
      // Allow, Accept.
      status.getHeaders().forEach(headers::addAll);
    }
    Duration retryAfter = retryAfter(error);
    if (retryAfter != null) {
      headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    headers.setCacheControl("no-store");
  }

  private static @Nullable Duration retryAfter(Throwable error) {
    return switch (error) {
      case ApiException known -> known.retryAfter();
      case GuardException away -> SOON;
      default -> null;
    };
  }

  private void report(ServerWebExchange exchange, Problem problem, Throwable error) {
    String id = RequestIds.of(exchange);
    if (problem.status().is5xxServerError() && problem.code().equals("internal_error")) {
      telemetry.report(RequestFailed.of(id, exchange.getRequest().getMethod().name(), error));
      log.debug("request {} failed", id, error);
    } else {
      telemetry.report(new RequestRefused(id, problem.status().value(), problem.code()));
    }
  }
}
