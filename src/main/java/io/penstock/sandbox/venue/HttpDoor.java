package io.penstock.sandbox.venue;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** What every HTTP handler of the venues needs. */
public final class HttpDoor {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private HttpDoor() {}

  /**
   * Whether the request was meant for this machine; a page of another site that was led here says
   * its own host.
   */
  public static boolean isLocal(HttpServerRequest request) {
    String host = request.requestHeaders().get(HttpHeaderNames.HOST, "");
    int port = host.lastIndexOf(':');
    return HOSTS.contains(port > host.lastIndexOf(']') ? host.substring(0, port) : host);
  }

  /** The caller's address. */
  public static String caller(HttpServerRequest request) {
    return request.remoteAddress() instanceof InetSocketAddress address
        ? address.getHostString()
        : "unknown";
  }

  public static String path(HttpServerRequest request, String name) {
    String value = request.param(name);
    return value == null ? "" : value;
  }

  /** The query's first value of that name, or null. */
  public static @Nullable String query(HttpServerRequest request, String name) {
    List<String> values = new QueryStringDecoder(request.uri()).parameters().get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  public static Mono<Void> json(
      HttpServerResponse response, HttpResponseStatus status, String body) {
    return response
        .status(status)
        .header(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
        .sendString(Mono.just(body))
        .then();
  }

  public static Mono<Void> json(HttpServerResponse response, Answer answer) {
    answer.headers().forEach(response::header);
    return json(response, answer.status(), answer.body());
  }

  /** {@code {"message":"NotFound"}} */
  public static String message(String message) {
    return "{\"message\":" + JSON.writeValueAsString(message) + "}";
  }
}
