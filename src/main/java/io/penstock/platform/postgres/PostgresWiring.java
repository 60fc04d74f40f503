package io.penstock.platform.postgres;

import io.penstock.platform.resilience.Guards;
import io.penstock.platform.telemetry.Telemetry;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Named databases in place of Boot's single one. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
    exclude = {R2dbcAutoConfiguration.class, DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@EnableConfigurationProperties(PostgresProperties.class)
class PostgresWiring {

  @Bean(destroyMethod = "close")
  Databases databases(PostgresProperties properties, Guards guards, Telemetry telemetry) {
    return new Databases(properties, guards, telemetry);
  }

  /** Shows as {@code postgres}. */
  @Bean
  ReactiveHealthIndicator postgresHealthIndicator(Databases databases) {
    return new DatabasesHealth(databases);
  }
}
