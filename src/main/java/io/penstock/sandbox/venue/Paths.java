package io.penstock.sandbox.venue;

import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Where a venue's REST API registers what it serves. */
@FunctionalInterface
public interface Paths {

  void get(String path, Function<HttpServerRequest, Mono<Answer>> handler);
}
