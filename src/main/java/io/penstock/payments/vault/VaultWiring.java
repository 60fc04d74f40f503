package io.penstock.payments.vault;

import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.postgres.GroupLimits;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.sealing.Sealer;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Ids;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Cards are kept by the role cards. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole({Role.CARDS, Role.PAYMENTS})
@EnableConfigurationProperties(VaultProperties.class)
class VaultWiring {

  private static final GroupLimits LIMITS = new GroupLimits(200, 2, 5_000, Duration.ofSeconds(5));

  @Bean
  RawCards rawCards(VaultProperties properties, Ids ids, Clock clock) {
    return new RawCards(properties.testNumberPrefixes(), ids, clock);
  }

  @Bean
  GroupCommit<NewCard, CardView> vaultGroup(
      Databases databases,
      Sealer sealer,
      VaultProperties properties,
      Telemetry telemetry,
      Clock clock) {
    CardTable table = new CardTable();
    return GroupCommit.on(
        databases.named("payments"),
        "vault",
        LIMITS,
        (session, cards) ->
            Vault.write(table, sealer, clock, properties.tokenLife(), session, cards),
        telemetry);
  }

  @Bean
  Vault vault(
      Databases databases, GroupCommit<NewCard, CardView> vaultGroup, Sealer sealer, Clock clock) {
    Database payments = databases.named("payments");
    return new Vault(payments, new CardTable(), vaultGroup, sealer, clock);
  }

  @Bean
  VaultRunner vaultRunner(GroupCommit<NewCard, CardView> vaultGroup, Vault vault) {
    return new VaultRunner(vaultGroup, vault);
  }
}
