package io.penstock.platform.postgres;

import io.penstock.platform.resilience.Guards;
import io.penstock.platform.telemetry.DependencyHealth;
import io.penstock.platform.telemetry.Telemetry;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;

/** Named databases in place of Boot's single one. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    exclude = {
      R2dbcAutoConfiguration.class,
      DataSourceAutoConfiguration.class,
      FlywayAutoConfiguration.class
    })
@EnableConfigurationProperties(PostgresProperties.class)
class PostgresWiring {

  @Bean(destroyMethod = "close")
  Databases databases(PostgresProperties properties, Guards guards, Telemetry telemetry) {
    return new Databases(properties, guards, telemetry);
  }

  /** Prices flow without a database; only what is to be stored waits. */
  @Bean
  DependencyHealth postgresHealthIndicator(Databases databases) {
    return DependencyHealth.useful(
        () -> Flux.fromIterable(databases.inUse()).concatMap(Database::answers).then());
  }
}
