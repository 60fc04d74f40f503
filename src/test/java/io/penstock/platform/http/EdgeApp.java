package io.penstock.platform.http;

import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.Repeat;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The edge alone: no database, no broker, and an API that fails in every way. */
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
      "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
      "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    })
@ComponentScan({
  "io.penstock.platform.http",
  "io.penstock.platform.resilience",
  "io.penstock.platform.telemetry"
})
@Import(EdgeApp.TryingApi.class)
class EdgeApp {

  /** Of the test's context alone; other tests scan this package too. */
  static final String HERE = "penstock.trying";

  @RestController
  @ConditionalOnProperty(HERE)
  static class TryingApi {

    private final Guards guards;

    TryingApi(Guards guards) {
      this.guards = guards;
    }

    record Order(@NotBlank String symbol, @Max(100) int quantity) {}

    @PostMapping(path = "/trying/orders", consumes = MediaType.APPLICATION_JSON_VALUE)
    Mono<Order> order(@Valid @RequestBody Mono<Order> order) {
      return order;
    }

    @GetMapping(path = "/trying/bars", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<Integer> bars(@RequestParam @Max(1000) int limit) {
      return Mono.just(limit);
    }

    @PostMapping("/trying/bytes")
    Mono<Long> bytes(@RequestBody Flux<byte[]> body) {
      return body.map(part -> (long) part.length).reduce(0L, Long::sum);
    }

    @GetMapping("/trying/instruments/{symbol}")
    Mono<Void> instrument(@PathVariable String symbol) {
      return Mono.error(new ApiException(Problem.notFound("instrument " + symbol)));
    }

    @GetMapping("/trying/failure")
    Mono<Void> failure() {
      return Mono.error(new IllegalStateException("password=hunter2"));
    }

    @GetMapping("/trying/limit")
    Mono<Void> limit() {
      return Mono.error(ApiException.tooManyRequests(Duration.ofSeconds(7)));
    }

    @GetMapping("/trying/guarded")
    Mono<Void> guarded() {
      return guards.named("trying").call(Repeat.NEVER, Mono::never);
    }

    @GetMapping("/trying/log-line")
    Mono<String> logLine() {
      return Mono.delay(Duration.ofMillis(1), Schedulers.parallel())
          .map(tick -> String.valueOf(MDC.get(RequestIds.KEY)));
    }
  }
}
