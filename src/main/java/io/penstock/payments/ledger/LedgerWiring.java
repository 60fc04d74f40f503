package io.penstock.payments.ledger;

import io.penstock.payments.merchants.MerchantPaths;
import io.penstock.payments.merchants.Scope;
import io.penstock.platform.http.ProblemDescriptions;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.util.stream.Stream;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The books, where payments are. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.PAYMENTS)
@EnableConfigurationProperties(LedgerProperties.class)
class LedgerWiring {

  private static final String DATABASE = "payments";

  private final JournalsTable journals = new JournalsTable();
  private final EntriesTable entries = new EntriesTable();
  private final AccountsTable accounts = new AccountsTable();
  private final SealsTable seals = new SealsTable();

  @Bean
  MerchantPaths ledgerPaths() {
    return MerchantPaths.of("/ledger/**")
        .get(Scope.LEDGER_READ)
        .and("/balance")
        .get(Scope.LEDGER_READ)
        .and("/balance-transactions")
        .get(Scope.LEDGER_READ);
  }

  @Bean
  PostingTransaction postingTransaction(Clock clock, Telemetry telemetry) {
    return new PostingTransaction(journals, entries, accounts, clock, telemetry.meters());
  }

  @Bean
  GroupCommit<Journal, Posted> ledgerGroup(
      Databases databases,
      PostingTransaction postingTransaction,
      LedgerProperties properties,
      Telemetry telemetry) {
    return GroupCommit.on(
        databases.named(DATABASE),
        "ledger",
        properties.limits(),
        postingTransaction::write,
        telemetry);
  }

  @Bean
  Ledger ledger(
      Databases databases,
      PostingTransaction postingTransaction,
      GroupCommit<Journal, Posted> ledgerGroup) {
    return new Ledger(
        databases.named(DATABASE), postingTransaction, ledgerGroup, journals, entries, accounts);
  }

  @Bean
  LedgerRunner ledgerRunner(GroupCommit<Journal, Posted> ledgerGroup, Telemetry telemetry) {
    return new LedgerRunner(ledgerGroup, telemetry);
  }

  @Bean
  SealsRunner sealsRunner(
      Databases databases, LedgerProperties properties, Telemetry telemetry, Clock clock) {
    Database database = databases.named(DATABASE);
    return new SealsRunner(
        new Seals(database, seals, properties, clock),
        accounts,
        database,
        properties,
        telemetry,
        clock);
  }

  @Bean
  Proofs proofs(Databases databases, Guards guards, LedgerProperties properties) {
    return new Proofs(
        databases.named(DATABASE),
        seals,
        new ProofTable(),
        guards.named("ledger-proof"),
        properties);
  }

  /** Each operation tells the codes that it says it answers. */
  @Bean
  OperationCustomizer ledgerProblems() {
    return (operation, method) -> {
      LedgerProblem.Answers answers = method.getMethodAnnotation(LedgerProblem.Answers.class);
      if (answers != null) {
        Stream.of(answers.value())
            .forEach(problem ->
                ProblemDescriptions.add(
                    operation, problem.status(), problem.code(), problem.meaning()));
      }
      return operation;
    };
  }
}
