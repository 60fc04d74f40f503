package io.penstock.market.prices;

import io.penstock.platform.deadletters.FlowCheck;
import io.penstock.platform.redis.Redis;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Prices are made by the role prices and read by the role fanout too. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PricesProperties.class)
class PricesWiring {

  @Bean
  @ConditionalOnRole({Role.PRICES, Role.FANOUT})
  LatestPricesCache latestPricesCache(Redis redis, Telemetry telemetry) {
    return new LatestPricesCache(redis, telemetry);
  }

  @Bean
  @ConditionalOnRole({Role.PRICES, Role.FANOUT})
  Prices prices(LatestPricesCache cache) {
    return new Prices(cache);
  }

  @Bean
  @ConditionalOnRole(Role.PRICES)
  LatestPrices latestPrices(LatestPricesCache cache, Telemetry telemetry, Clock clock) {
    return new LatestPrices(cache, telemetry, clock);
  }

  @Bean
  @ConditionalOnRole(Role.PRICES)
  LatestPricesRunner latestPricesRunner(LatestPrices latest, PricesProperties properties) {
    return new LatestPricesRunner(latest, properties.latestInterval());
  }

  @Bean
  @ConditionalOnRole(Role.PRICES)
  PricesFlow pricesFlow(
      Streams streams,
      PricesProperties properties,
      LatestPrices latest,
      Telemetry telemetry,
      Clock clock) {
    return new PricesFlow(streams, properties, latest, telemetry, clock);
  }

  /** Operators try letters where no flow runs, too. */
  @Bean
  @ConditionalOnRole(Role.WEB)
  FlowCheck pricesCheck() {
    return new FlowCheck(PricesRunner.FLOW, PricesFlow::described);
  }

  @Bean
  @ConditionalOnRole(Role.PRICES)
  PricesRunner pricesRunner(Streams streams, PricesFlow flow) {
    return new PricesRunner(streams, flow);
  }
}
