package io.penstock.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.TestServers;
import io.penstock.embedded.DatabaseRoles;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.postgres.TestDatabases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What every table of the database of money keeps to, read from the catalogue. A table that is
 * added is held to it, too.
 */
class SchemaRulesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Flyway's own, which the application never sees. */
  private static final String FLYWAY = "flyway_schema_history";

  /** Tables whose keys may do without a tenant, and why. */
  private static final Map<String, String> WITHOUT_TENANT =
      Map.of(
          "ledger_seal",
          "a chain over everybody's journals, of one server: a seal for each tenant would be one for"
              + " each posting",
          "merchant",
          "a merchant is one in both modes; its keys are not",
          "merchant_key",
          "the mode is in its key; only what it belongs to has none",
          "merchant_price",
          "the mode is in its key; only what it belongs to has none");

  /** What the working role may change or delete, by table, and why. */
  private static final Map<String, String> CHANGEABLE =
      Map.of(
          "ledger_balance", "derived of entries, and compared with them",
          "idempotency_key", "answers are kept for a day",
          "intent", "its state; what it was is in its events",
          "intent_transaction", "until it has ended, which the statement itself watches",
          "intent_attempt", "until it has ended, which the statement itself watches",
          "merchant_key", "is revoked",
          "merchant_secret", "is rotated out",
          "merchant_price", "is changed",
          "merchant_nonce", "is forgotten after its time",
          "vault_card", "is forgotten after its time");

  private static final TestServers.Database SERVER =
      TestServers.freshDatabase(DatabaseRoles.PAYMENTS);
  private static final Databases DATABASES = TestDatabases.at("payments", SERVER);

  @BeforeAll
  static void migrate() {
    DATABASES
        .named("payments")
        .read(session -> session.query("SELECT 1", given -> {}, row -> 1))
        .block(PATIENCE);
  }

  @AfterAll
  static void close() {
    DATABASES.close();
  }

  /** So that tables can be distributed by merchant, and real money never meets test money. */
  @Test
  void merchantAndModeAreInEveryKey() throws SQLException {
    assertThat(
            rows(
                """
                SELECT t.relname || ': ' || i.relname
                FROM pg_index x
                JOIN pg_class t ON t.oid = x.indrelid
                JOIN pg_class i ON i.oid = x.indexrelid
                WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace AND NOT (
                  SELECT coalesce(array_agg(a.attname::text), '{}')
                  FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (x.indkey)) @> '{merchant_id,mode}'
                UNION ALL
                SELECT t.relname || ': ' || c.conname
                FROM pg_constraint c
                JOIN pg_class t ON t.oid = c.conrelid
                WHERE c.contype = 'f' AND t.relnamespace = 'public'::regnamespace AND NOT (
                  SELECT coalesce(array_agg(a.attname::text), '{}')
                  FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY (c.conkey)) @> '{merchant_id,mode}'
                """))
        .filteredOn(key -> !WITHOUT_TENANT.containsKey(key.split(":")[0]))
        .filteredOn(key -> !key.startsWith(FLYWAY))
        .isEmpty();
  }

  @Test
  void everyTableHasAPrimaryKey() throws SQLException {
    assertThat(
            rows(
                """
                SELECT relname FROM pg_class t
                WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
                  AND NOT EXISTS (SELECT FROM pg_index x WHERE x.indrelid = t.oid AND x.indisprimary)
                """))
        .isEmpty();
  }

  @Test
  void theWorkingRoleOwnsNothing() throws SQLException {
    assertThat(
            rows(
                """
                SELECT relname FROM pg_class WHERE relowner = 'penstock_payments'::regrole
                UNION ALL SELECT proname FROM pg_proc WHERE proowner = 'penstock_payments'::regrole
                UNION ALL SELECT datname FROM pg_database WHERE datdba = 'penstock_payments'::regrole
                UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = 'penstock_payments'::regrole
                """))
        .isEmpty();
  }

  /** What may be changed is said here, table by table; rows of the books never are. */
  @Test
  void theWorkingRoleChangesAndDeletesOnlyWhatIsArguedFor() throws SQLException {
    assertThat(
            rows(
                """
                SELECT DISTINCT relname FROM pg_class t
                WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
                  AND (has_table_privilege('penstock_payments', t.oid, 'DELETE, TRUNCATE, TRIGGER, REFERENCES')
                    OR has_any_column_privilege('penstock_payments', t.oid, 'UPDATE'))
                """))
        .containsExactlyInAnyOrderElementsOf(CHANGEABLE.keySet());
  }

  /** The list of exceptions holds no table that is none. */
  @Test
  void everyExceptionIsNeeded() throws SQLException {
    assertThat(rows("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"))
        .containsAll(WITHOUT_TENANT.keySet())
        .containsAll(CHANGEABLE.keySet());
  }

  private static List<String> rows(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                SERVER.jdbcUrl(), SERVER.roles().owner(), SERVER.password());
        ResultSet found = connection.createStatement().executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(found.getString(1));
      }
      return rows;
    }
  }
}
