package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;

import io.penstock.market.bars.Bars;
import io.penstock.market.bars.TestBars;
import io.penstock.market.instruments.Instruments;
import io.penstock.market.instruments.TestInstruments;
import io.penstock.market.prices.Prices;
import io.penstock.market.prices.TestPrices;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** The fan-out's own beans, WebFlux and the door; whoever starts it adds the topics. */
@SpringBootConfiguration
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
      "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
      "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration"
    })
@ComponentScan({"io.penstock.platform.http", "io.penstock.platform.resilience"})
@Import({
  FanoutWiring.class,
  ReadsWiring.class,
  StockPricesApi.class,
  PriceStreamApi.class,
  SearchApi.class,
  BookApi.class,
  Telemetry.class
})
class FanoutApp {

  /**
   * On a free port of the loopback, with topics in memory.
   *
   * @param beans by name, in place of or besides the application's own
   * @param settings such as {@code "penstock.fanout.max-connections=1"}; later ones win
   */
  static ConfigurableApplicationContext start(
      FakeStreams streams, Map<String, Object> beans, String... settings) {
    return new SpringApplicationBuilder(FanoutApp.class)
        .web(WebApplicationType.REACTIVE)
        .initializers(starting -> {
          starting.getBeanFactory().registerSingleton("streams", streams);
          beans.forEach(starting.getBeanFactory()::registerSingleton);
        })
        .properties(
            "server.port=0",
            "server.address=127.0.0.1",
            "spring.config.name=none",
            "spring.main.banner-mode=off",
            "penstock.fanout.drain=0s")
        .properties(settings)
        .run();
  }

  static int port(ConfigurableApplicationContext application) {
    return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /** Without Redis, PostgreSQL and venues' lists: what a symbol is, the topics alone tell. */
  @Bean
  @ConditionalOnMissingBean
  Prices prices() {
    return TestPrices.away();
  }

  @Bean
  @ConditionalOnMissingBean
  Bars bars() {
    return TestBars.away();
  }

  @Bean
  @ConditionalOnMissingBean
  Instruments instruments() {
    Instruments instruments = new Instruments();
    instruments.replace(
        BTC.venue(),
        List.of(
            TestInstruments.pair("BTC-USD", "coinbase", "Bitcoin / US Dollar"),
            TestInstruments.pair("ETH-USD", "coinbase", "Ethereum / US Dollar"),
            TestInstruments.pair("NEW-USD", "coinbase", "New / US Dollar")));
    return instruments;
  }

  @Bean
  @Primary
  Clock stoppedClock() {
    return new FanoutServer.SteppedClock(Samples.NOW);
  }
}
