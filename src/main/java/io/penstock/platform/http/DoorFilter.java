package io.penstock.platform.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Every request passes here: host, origin where something may change, size of the body, headers for
 * browsers.
 */
final class DoorFilter implements WebFilter, Ordered {

  private static final Set<HttpMethod> CHANGES_NOTHING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

  private final Door door;
  private final long maxBodyBytes;
  private final Duration bodyTimeout;
  private final Map<String, String> headers;

  DoorFilter(Door door, HttpProperties properties) {
    this.door = door;
    this.maxBodyBytes = properties.maxBodySize().toBytes();
    this.bodyTimeout = properties.bodyTimeout();
    this.headers = headersForBrowsers(properties);
  }

  /** Of every answer. */
  static Map<String, String> headersForBrowsers(HttpProperties properties) {
    return Map.of(
        "Content-Security-Policy", properties.contentSecurityPolicy(),
        "Cross-Origin-Opener-Policy", "same-origin",
        "Cross-Origin-Resource-Policy", "same-origin",
        "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()",
        "Referrer-Policy", "no-referrer",
        "X-Content-Type-Options", "nosniff",
        "X-Frame-Options", "DENY");
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 1;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    headers.forEach(exchange.getResponse().getHeaders()::set);
    ServerHttpRequest request = exchange.getRequest();
    Problem problem = problem(request);
    if (problem != null) {
      return Mono.error(new ApiException(problem));
    }
    return chain.filter(exchange.mutate().request(new LimitedRequest(request)).build());
  }

  private @Nullable Problem problem(ServerHttpRequest request) {
    HttpHeaders given = request.getHeaders();
    List<String> hosts = given.getOrEmpty(HttpHeaders.HOST);
    String origin = CHANGES_NOTHING.contains(request.getMethod()) ? null : given.getOrigin();
    Problem refused = door.check(hosts.size() == 1 ? hosts.getFirst() : null, origin).problem();
    if (refused != null) {
      return refused;
    }
    return given.getContentLength() > maxBodyBytes ? tooLarge() : null;
  }

  private Problem tooLarge() {
    return Problem.of(
        HttpStatus.CONTENT_TOO_LARGE,
        "payload_too_large",
        "The body is larger than " + maxBodyBytes + " bytes");
  }

  private Mono<Void> late() {
    return Mono.delay(bodyTimeout)
        .then(
            Mono.error(() ->
                new ApiException(
                    Problem.of(
                        HttpStatus.REQUEST_TIMEOUT,
                        "request_timeout",
                        "The body was not there in time"))));
  }

  /**
   * A body without an announced length is counted while it is read, and each has its time to come.
   */
  private final class LimitedRequest extends ServerHttpRequestDecorator {

    LimitedRequest(ServerHttpRequest request) {
      super(request);
    }

    @Override
    public Flux<DataBuffer> getBody() {
      return Flux.defer(() -> {
        long[] read = {0};
        return super.getBody()
            .<DataBuffer>handle((buffer, sink) -> {
              read[0] += buffer.readableByteCount();
              if (read[0] > maxBodyBytes) {
                DataBufferUtils.release(buffer);
                sink.error(new ApiException(tooLarge()));
              } else {
                sink.next(buffer);
              }
            })
            .takeUntilOther(late());
      });
    }
  }
}
