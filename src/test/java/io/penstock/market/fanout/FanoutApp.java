package io.penstock.market.fanout;

import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
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
@Import({FanoutWiring.class, StockPricesApi.class, PriceStreamApi.class, Telemetry.class})
class FanoutApp {

  @Bean
  @Primary
  Clock stoppedClock() {
    return new FanoutServer.SteppedClock(Samples.NOW);
  }
}
