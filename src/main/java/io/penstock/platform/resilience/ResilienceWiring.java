package io.penstock.platform.resilience;

import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Ids;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Guards, and the two sources of what cannot be known beforehand: time and chance. Tests replace
 * both.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResilienceProperties.class)
class ResilienceWiring {

  /** The only place that asks the machine for the time. */
  /** Nobody guesses the next one. */
  @Bean
  Ids ids(Clock clock) {
    return new Ids(clock, new SecureRandom()::nextLong);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** For jitter; any thread may use it. Nothing secret is ever drawn from it. */
  @Bean
  RandomGenerator random() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  @Bean
  Guards guards(
      ResilienceProperties properties, Clock clock, RandomGenerator random, Telemetry telemetry) {
    return new Guards(properties, clock, random, telemetry);
  }
}
