package io.penstock.sandbox.cards;

import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import reactor.core.scheduler.Schedulers;

/** The simulated card network, in the embedded start only. */
@Configuration(proxyBeanMethods = false)
@Profile("embedded")
@EnableConfigurationProperties(CardsProperties.class)
class CardsWiring {

  @Bean
  SandboxCards sandboxCards(CardsProperties properties, Clock clock, Telemetry telemetry) {
    return SandboxCards.of(properties, clock, Schedulers.parallel(), telemetry);
  }

  @Bean
  CardsRunner cardsRunner(SandboxCards cards) {
    return new CardsRunner(cards);
  }
}
