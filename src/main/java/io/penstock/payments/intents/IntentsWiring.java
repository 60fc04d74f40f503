package io.penstock.payments.intents;

import io.penstock.payments.charges.Charges;
import io.penstock.payments.ledger.Ledger;
import io.penstock.payments.merchants.MerchantPaths;
import io.penstock.payments.merchants.Merchants;
import io.penstock.payments.merchants.Scope;
import io.penstock.payments.networks.Networks;
import io.penstock.payments.vault.RawCards;
import io.penstock.payments.vault.Vault;
import io.penstock.platform.idempotency.Idempotency;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.sealing.Fingerprints;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Ids;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Payments are kept by the role payments. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.PAYMENTS)
@EnableConfigurationProperties(IntentsProperties.class)
class IntentsWiring {

  private static final String DATABASE = "payments";

  @Bean
  MerchantPaths intentPaths() {
    return MerchantPaths.of("/payment-intents/**")
        .get(Scope.PAYMENTS_READ)
        .post(Scope.PAYMENTS_WRITE);
  }

  @Bean
  Charges charges(Networks networks) {
    return new Charges(networks);
  }

  @Bean
  Idempotency idempotency(IntentsProperties properties, Clock clock) {
    return new Idempotency(clock, properties.keysKept());
  }

  @Bean
  IntentJson intentJson(JsonMapper mapper, Ids ids) {
    return new IntentJson(mapper, ids);
  }

  @Bean
  GroupCommit<NewIntent, Told> intentCreations(
      Databases databases,
      IntentsProperties properties,
      Idempotency idempotency,
      IntentJson json,
      Telemetry telemetry) {
    CreationsTransaction transaction =
        new CreationsTransaction(idempotency, new IntentsTable(json), new EventsTable(), json);
    return GroupCommit.on(
        databases.named(DATABASE),
        "intent-creations",
        properties.limits(),
        transaction::write,
        telemetry);
  }

  @Bean
  GroupCommit<Move, Moved> intentMoves(
      Databases databases,
      IntentsProperties properties,
      Idempotency idempotency,
      Ledger ledger,
      Charges charges,
      IntentJson json,
      Telemetry telemetry,
      Clock clock) {
    MovesTransaction transaction =
        new MovesTransaction(
            idempotency,
            new IntentsTable(json),
            new TransactionsTable(),
            new AttemptsTable(),
            new EventsTable(),
            ledger,
            charges,
            new Availability(properties.availableAfter()),
            json,
            clock);
    return GroupCommit.on(
        databases.named(DATABASE),
        "intent-moves",
        properties.limits(),
        transaction::write,
        telemetry);
  }

  @Bean
  Intents intents(
      Databases databases,
      GroupCommit<NewIntent, Told> intentCreations,
      GroupCommit<Move, Moved> intentMoves,
      Ledger ledger,
      Charges charges,
      Merchants merchants,
      ObjectProvider<Milestones> milestones,
      IntentJson json,
      Ids ids,
      Clock clock) {
    return new Intents(
        databases.named(DATABASE),
        intentCreations,
        intentMoves,
        new IntentsTable(json),
        new TransactionsTable(),
        new AttemptsTable(),
        new EventsTable(),
        ledger,
        charges,
        merchants,
        milestones.getIfAvailable(Milestones::none),
        json,
        ids,
        clock);
  }

  @Bean
  IntentsApi intentsApi(
      Intents intents,
      IntentJson json,
      Vault vault,
      RawCards rawCards,
      Fingerprints fingerprints,
      Ids ids,
      Clock clock) {
    return new IntentsApi(intents, json, vault, rawCards, fingerprints, ids, clock);
  }

  @Bean
  IntentsRunner intentsRunner(
      GroupCommit<NewIntent, Told> intentCreations,
      GroupCommit<Move, Moved> intentMoves,
      Databases databases,
      Idempotency idempotency,
      Intents intents) {
    return new IntentsRunner(
        intentCreations, intentMoves, databases.named(DATABASE), idempotency, intents);
  }
}
