package io.penstock.platform.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.TimeoutOptions;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.telemetry.DependencyHealth;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
@ConditionalOnRole({Role.PRICES, Role.FANOUT, Role.PAYMENTS})
class RedisWiring {

  /** Commands on their way, at most; more are refused. */
  private static final int REQUEST_QUEUE = 10_000;

  /**
   * One shared connection; while it is down, commands fail at once instead of waiting in a queue
   * without end.
   */
  @Bean
  LettuceClientOptionsBuilderCustomizer lettuceLimits() {
    return options ->
        options
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(REQUEST_QUEUE)
            .timeoutOptions(TimeoutOptions.enabled());
  }

  @Bean(destroyMethod = "close")
  Redis redis(ReactiveRedisConnectionFactory connections, Guards guards) {
    return new Redis(connections, guards.named("redis"));
  }

  /** In place of Boot's, which takes a process without Redis out of service. */
  @Bean
  DependencyHealth redisHealthIndicator(ReactiveRedisConnectionFactory connections) {
    return DependencyHealth.useful(() ->
        Mono.usingWhen(
                // Blocks while it connects for the first time.
                Mono.fromSupplier(connections::getReactiveConnection)
                    .subscribeOn(Schedulers.boundedElastic()),
                ReactiveRedisConnection::ping,
                ReactiveRedisConnection::closeLater)
            // Left to its end when nobody waits any longer: it cannot be interrupted halfway.
            .cache());
  }
}
