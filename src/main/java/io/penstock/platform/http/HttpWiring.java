package io.penstock.platform.http;

import io.micrometer.context.ContextRegistry;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.MDC;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.json.JsonMapper;

/** The door, the filters and the handler of errors. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HttpProperties.class, OperatorProperties.class})
class HttpWiring {

  static {
    // Log lines written on behalf of a request carry its id; spring.reactor.context-propagation
    // must be auto.
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor(
            RequestIds.KEY,
            () -> MDC.get(RequestIds.KEY),
            id -> MDC.put(RequestIds.KEY, id),
            () -> MDC.remove(RequestIds.KEY));
  }

  @Bean
  Door door(HttpProperties properties) {
    return new Door(properties.allowedHosts(), properties.allowedOrigins());
  }

  @Bean
  DoorFilter doorFilter(Door door, HttpProperties properties) {
    return new DoorFilter(door, properties);
  }

  @Bean
  OperatorFilter operatorFilter(OperatorProperties properties, Clock clock, Telemetry telemetry) {
    return new OperatorFilter(OperatorKey.of(properties), new FailedAttempts(clock), telemetry);
  }

  @Bean
  RequestIdFilter requestIdFilter(RandomGenerator random) {
    return new RequestIdFilter(random);
  }

  /**
   * Of the server and of WebClients. One event loop a core: nothing blocks them, and more of them
   * only divide what leaves in one batch. They stop as soon as they are idle.
   */
  @Bean
  ReactorResourceFactory reactorResourceFactory(HttpProperties properties) {
    ReactorResourceFactory resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setLoopResourcesSupplier(
        () -> LoopResources.create("http", properties.eventLoopsOrCores(), true));
    resources.setShutdownQuietPeriod(Duration.ZERO);
    return resources;
  }

  /** Of whatever server Boot makes. */
  @Bean
  NettyServerCustomizer unreadableRequests(
      JsonMapper json, HttpProperties properties, RandomGenerator random, Telemetry telemetry) {
    UnreadableRequests unreadable = new UnreadableRequests(json, properties, random, telemetry);
    return server ->
        server.doOnChannelInit((observer, channel, remote) -> unreadable.watch(channel));
  }

  /** Who reads a body has half of this time, and answers before the connection is closed. */
  @Bean
  NettyServerCustomizer slowBodies(HttpProperties properties) {
    Duration limit = properties.bodyTimeout().multipliedBy(2);
    return server ->
        server.doOnChannelInit((observer, channel, remote) -> {
          if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
            channel
                .pipeline()
                .addAfter(NettyPipeline.HttpCodec, "penstock.slow-bodies", new SlowBodies(limit));
          }
        });
  }

  @Bean
  ProblemHandler problemHandler(JsonMapper json, Telemetry telemetry) {
    return new ProblemHandler(json, telemetry);
  }
}
