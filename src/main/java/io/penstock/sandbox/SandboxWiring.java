package io.penstock.sandbox;

import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
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
  SandboxExchange sandboxExchange(SandboxProperties properties, Clock clock, Telemetry telemetry) {
    return SandboxExchange.of(properties, clock, telemetry);
  }

  @Bean
  SandboxRunner sandboxRunner(SandboxExchange exchange) {
    return new SandboxRunner(exchange);
  }
}
