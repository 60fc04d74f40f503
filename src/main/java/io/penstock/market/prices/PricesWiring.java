package io.penstock.market.prices;

import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.PRICES)
@EnableConfigurationProperties(PricesProperties.class)
class PricesWiring {

  @Bean
  PricesFlow pricesFlow(
      Streams streams, PricesProperties properties, Telemetry telemetry, Clock clock) {
    return new PricesFlow(streams, properties, telemetry, clock);
  }

  @Bean
  PricesRunner pricesRunner(Streams streams, PricesFlow flow) {
    return new PricesRunner(streams, flow);
  }
}
