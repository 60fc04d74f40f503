package io.penstock.market.feed.binance;

import io.penstock.market.feed.Feed;
import io.penstock.market.feed.FrameTapes;
import io.penstock.market.feed.VenueClient;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Schedulers;

/** Adds Binance to the feeds, where it is asked for. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.INGEST)
@ConditionalOnBooleanProperty("penstock.feeds.binance.enabled")
@EnableConfigurationProperties(BinanceProperties.class)
class BinanceWiring {

  @Bean
  Feed binanceFeed(
      BinanceProperties settings,
      WebClient.Builder rest,
      Guards guards,
      FrameTapes tapes,
      Clock clock,
      RandomGenerator random) {
    VenueClient venue =
        new VenueClient(
            settings.endpoints(),
            rest,
            guards.named("binance-rest"),
            tapes.tape(BinanceSymbols.VENUE));
    return new BinanceFeed(venue, BinanceTools.of(settings, clock, Schedulers.parallel(), random));
  }
}
