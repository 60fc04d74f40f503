package io.penstock.payments.merchants;

import io.penstock.TestServers;
import io.penstock.embedded.DatabaseRoles;
import io.penstock.payments.merchants.TestMerchants.SetClock;
import io.penstock.platform.sealing.TestKeys;
import io.penstock.platform.telemetry.Telemetry;
import io.swagger.v3.oas.annotations.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.MDC;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Merchants with WebFlux and the door, and a path of the tests that is for them. */
@SpringBootConfiguration
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration"
    })
@ComponentScan({
  "io.penstock.platform.http",
  "io.penstock.platform.resilience",
  "io.penstock.platform.postgres",
  "io.penstock.platform.redis",
  "io.penstock.platform.sealing"
})
@Import({
  MerchantsWiring.class,
  MerchantsApi.class,
  MerchantKeysApi.class,
  MerchantsApp.EchoApi.class,
  Telemetry.class
})
class MerchantsApp {

  static final String OPERATOR_KEY = "a key that is long enough to be one";

  /** Says what it was asked, and by whom; remembers each request that came in. */
  @RestController
  @RequestMapping(path = "/echo", produces = MediaType.APPLICATION_JSON_VALUE)
  static final class EchoApi {

    final List<String> cameIn = new CopyOnWriteArrayList<>();

    @Operation(summary = "Of tests")
    @GetMapping({"", "/**"})
    Mono<Map<String, Object>> get(ServerWebExchange exchange) {
      return Mono.fromSupplier(() -> told(exchange, ""));
    }

    @Operation(summary = "Of tests")
    @PostMapping({"", "/**"})
    Mono<Map<String, Object>> post(
        @RequestBody(required = false) Mono<String> body, ServerWebExchange exchange) {
      return body.defaultIfEmpty("").map(text -> told(exchange, text));
    }

    /** Answers before it has read anything. */
    @Operation(summary = "Of tests")
    @PostMapping("/unread")
    Mono<Map<String, Object>> unread(ServerWebExchange exchange) {
      return Mono.fromSupplier(() -> told(exchange, "unread"));
    }

    private Map<String, Object> told(ServerWebExchange exchange, String body) {
      Caller caller = Caller.of(exchange);
      cameIn.add(exchange.getRequest().getURI().getRawPath());
      return Map.of(
          "merchant", caller.merchantId(),
          "mode", caller.mode().code(),
          "account", Optional.ofNullable(caller.account()).orElse(""),
          "scopes", caller.scopes().stream().map(Scope::code).sorted().toList(),
          "key", caller.keyId(),
          "log", String.valueOf(MDC.get(Caller.KEY)),
          "body", body);
    }
  }

  @Bean
  MerchantPaths echoPaths() {
    return MerchantPaths.of("/echo/**").get(Scope.LEDGER_READ).post(Scope.PAYMENTS_WRITE);
  }

  @Bean
  @Primary
  SetClock setClock() {
    return new SetClock();
  }

  /**
   * On a free port of the loopback.
   *
   * @param redisPort where Redis is, or may be
   * @param settings such as {@code "penstock.merchants.burst=3"}; later ones win
   */
  static ConfigurableApplicationContext start(
      TestServers.Database database, int redisPort, Path directory, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.config.name=none",
                "spring.main.banner-mode=off",
                "spring.reactor.context-propagation=auto",
                "spring.data.redis.host=127.0.0.1",
                "spring.data.redis.port=" + redisPort,
                "springdoc.api-docs.enabled=false",
                "springdoc.swagger-ui.enabled=false",
                "penstock.resilience.redis-merchants.attempt-timeout=250ms",
                "penstock.resilience.redis-merchants.tries=1",
                "penstock.resilience.redis-merchants.breaker.open=100ms",
                "penstock.resilience.redis-merchants.concurrency=2000",
                "penstock.resilience.postgres-payments.deadline=12s",
                "penstock.resilience.postgres-payments.attempt-timeout=10s",
                "penstock.sealing.keys-file=" + TestKeys.file(directory),
                "penstock.operator.key=" + OPERATOR_KEY));
    database.settings("payments").forEach((key, value) -> all.add(key + "=" + value));
    all.addAll(List.of(settings));
    return new SpringApplicationBuilder(MerchantsApp.class)
        .web(WebApplicationType.REACTIVE)
        .properties(all.toArray(String[]::new))
        .run();
  }

  static TestServers.Database database() {
    return TestServers.freshDatabase(DatabaseRoles.PAYMENTS);
  }

  static int port(ConfigurableApplicationContext application) {
    return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }
}
