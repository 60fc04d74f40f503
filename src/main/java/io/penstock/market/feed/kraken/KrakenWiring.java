package io.penstock.market.feed.kraken;

import io.penstock.market.feed.Feed;
import io.penstock.market.feed.FrameTapes;
import io.penstock.market.feed.VenueClient;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;

/** Adds Kraken to the feeds. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.INGEST)
@ConditionalOnBooleanProperty(name = "penstock.feeds.kraken.enabled")
@EnableConfigurationProperties(KrakenProperties.class)
class KrakenWiring {

  @Bean
  Feed krakenFeed(
      KrakenProperties settings,
      WebClient.Builder rest,
      Guards guards,
      FrameTapes tapes,
      Clock clock) {
    return new KrakenFeed(
        new VenueClient(
            settings.endpoints(),
            rest,
            guards.named("kraken-rest"),
            tapes.tape(KrakenSymbols.VENUE)),
        settings,
        clock);
  }
}
