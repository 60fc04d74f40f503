package io.penstock.sandbox;

import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.venue.Switches;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The simulated exchange, in the embedded start only. */
@Configuration(proxyBeanMethods = false)
@Profile("embedded & !live")
@EnableConfigurationProperties(SandboxProperties.class)
class SandboxWiring {

  @Bean
  SandboxExchange sandboxExchange(
      SandboxProperties properties,
      Clock clock,
      Telemetry telemetry,
      ObjectProvider<Switches> others) {
    return SandboxExchange.of(properties, clock, telemetry, others.orderedStream().toList());
  }

  @Bean
  SandboxRunner sandboxRunner(SandboxExchange exchange) {
    return new SandboxRunner(exchange);
  }
}
