package io.penstock.platform.redis;

import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.telemetry.DependencyHealth;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
@ConditionalOnRole({Role.PRICES, Role.FANOUT})
class RedisWiring {

  /** In place of Boot's, which takes a process without Redis out of service. */
  @Bean
  DependencyHealth redisHealthIndicator(ReactiveRedisConnectionFactory connections) {
    return DependencyHealth.useful(
        () ->
            Mono.usingWhen(
                // Blocks while it connects for the first time.
                Mono.fromSupplier(connections::getReactiveConnection).subscribeOn(Schedulers.boundedElastic()),
                ReactiveRedisConnection::ping,
                ReactiveRedisConnection::closeLater));
  }
}
