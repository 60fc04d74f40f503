package io.penstock.market.bars;

import io.penstock.market.bars.BarsTransaction.Stored;
import io.penstock.platform.deadletters.FlowCheck;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Bars are built by the role prices and read by the role fanout too. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BarsProperties.class)
class BarsWiring {

  private static final String DATABASE = "market";

  @Bean
  @ConditionalOnRole({Role.PRICES, Role.FANOUT})
  Bars bars(Databases databases, Guards guards, Clock clock) {
    return new Bars(
        databases.named(DATABASE), new BarsTable(), guards.named("bars-history"), clock);
  }

  @Bean
  @ConditionalOnRole(Role.PRICES)
  GroupCommit<BarsBatch, Stored> barsGroup(
      Databases databases, BarsProperties properties, Telemetry telemetry) {
    BarsTransaction transaction =
        new BarsTransaction(new TradesTable(), new BarsTable(), new TopicPositionsTable());
    return GroupCommit.on(
        databases.named(DATABASE), "bars", properties.limits(), transaction::write, telemetry);
  }

  @Bean
  @ConditionalOnRole(Role.PRICES)
  BarsFlow barsFlow(
      Databases databases, GroupCommit<BarsBatch, Stored> barsGroup, Streams streams, Clock clock) {
    Database market = databases.named(DATABASE);
    return new BarsFlow(
        market,
        barsGroup,
        new MonthsTable(market),
        new TopicPositionsTable(),
        new BarsTable(),
        streams,
        clock);
  }

  /** Operators try letters where no flow runs, too. */
  @Bean
  @ConditionalOnRole(Role.WEB)
  FlowCheck barsCheck() {
    return new FlowCheck(BarsRunner.FLOW, BarsBatch::described);
  }

  @Bean
  @ConditionalOnRole(Role.PRICES)
  BarsRunner barsRunner(
      BarsFlow barsFlow,
      GroupCommit<BarsBatch, Stored> barsGroup,
      Streams streams,
      Telemetry telemetry) {
    return new BarsRunner(barsFlow, barsGroup, streams, telemetry);
  }
}
