package io.penstock.payments.ledger;

import io.penstock.TestServers;
import io.penstock.embedded.DatabaseRoles;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.postgres.GroupLimits;
import io.penstock.platform.postgres.TestDatabases;
import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Books in a fresh database. */
final class LedgerHarness implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final Tenant TENANT = new Tenant("mer_1", Mode.TEST);
  static final Owner MERCHANT = Owner.merchant(TENANT);

  private final TestServers.Database server = TestServers.freshDatabase(DatabaseRoles.PAYMENTS);
  private final Databases databases = TestDatabases.at("payments", server);
  private final Database database = databases.named("payments");
  private final GroupCommit<Journal, Posted> group;
  private final Ledger ledger;
  private final Seals seals;
  private final Disposable running;

  LedgerHarness() {
    this(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  LedgerHarness(Clock clock) {
    JournalsTable journals = new JournalsTable();
    EntriesTable entries = new EntriesTable();
    AccountsTable accounts = new AccountsTable();
    PostingTransaction transaction =
        new PostingTransaction(
            journals, entries, accounts, clock, TestDatabases.telemetry().meters());
    GroupLimits limits = new GroupLimits(256, 2, 4096, PATIENCE);
    group =
        GroupCommit.on(database, "ledger", limits, transaction::write, TestDatabases.telemetry());
    ledger = new Ledger(database, transaction, group, journals, entries, accounts);
    seals = new Seals(database, new SealsTable(), properties(20_000), clock);
    running = group.run().subscribe();
  }

  /** Few journals in a seal, so that there are several. */
  private static LedgerProperties properties(int proofJournals) {
    return new LedgerProperties(
        256, 2, 4096, PATIENCE, 0, Duration.ofSeconds(1), 3, Duration.ofSeconds(30), proofJournals);
  }

  /**
   * @param most that one of them looks at
   */
  Proofs proofs(int most) {
    return new Proofs(
        database,
        new SealsTable(),
        new ProofTable(),
        TestDatabases.guard("ledger-proof", 2),
        properties(most));
  }

  /**
   * Seals all that was posted; answers how many seals that took. Waits for transactions of others
   * on the server that have begun before, as a seal does.
   */
  int seal() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                rows(
                    "SELECT coalesce(max(txid::text::bigint), 0)"
                        + " < pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM ledger_journal"),
            List.of("t")::equals);
    return sealNow();
  }

  /** Seals what can be sealed now. */
  int sealNow() {
    int made = 0;
    while (await(seals.next()) > 0) {
      made++;
    }
    return made;
  }

  Throwable sealError() {
    return await(seals.next().then(Mono.<Throwable>empty()).onErrorResume(Mono::just));
  }

  Ledger ledger() {
    return ledger;
  }

  Database database() {
    return database;
  }

  List<Posted> post(Journal... journals) {
    return await(database.inTransaction(session -> ledger.post(session, List.of(journals))));
  }

  /** As the role that works on the books. */
  void asWorker(String sql) throws SQLException {
    execute(server.roles().worker(), sql);
  }

  /** As the role that the tables belong to: what nobody ever does but to cheat. */
  void asOwner(String sql) throws SQLException {
    execute(server.roles().owner(), sql);
  }

  /** Rows as text, their columns apart by {@code |}. */
  List<String> rows(String sql) throws SQLException {
    try (Connection connection = connect(server.roles().owner());
        ResultSet found = connection.createStatement().executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(String.valueOf(found.getString(i)));
        }
        rows.add(String.join("|", row));
      }
      return rows;
    }
  }

  Connection connectAsWorker() throws SQLException {
    return connect(server.roles().worker());
  }

  private Connection connect(String role) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), role, server.password());
  }

  private void execute(String role, String sql) throws SQLException {
    try (Connection connection = connect(role)) {
      connection.setAutoCommit(false);
      connection.createStatement().execute(sql);
      connection.commit();
    }
  }

  static <T> T await(Mono<T> work) {
    return Objects.requireNonNull(work.block(PATIENCE));
  }

  static Money usd(long minor) {
    return Money.of(minor, "usd");
  }

  static Account account(Owner owner, AccountKind kind) {
    return new Account(owner, kind, usd(0).currency());
  }

  static Account house(AccountKind kind) {
    return account(Owner.house(TENANT), kind);
  }

  /** A capture without a fee. */
  static Journal capture(String source, long amount) {
    return Journal.of(JournalKind.CAPTURE, source)
        .debit(house(AccountKind.NETWORK_RECEIVABLE), usd(amount))
        .credit(account(MERCHANT, AccountKind.PENDING), usd(amount))
        .journal();
  }

  @Override
  public void close() {
    group.close();
    running.dispose();
    databases.close();
  }
}
