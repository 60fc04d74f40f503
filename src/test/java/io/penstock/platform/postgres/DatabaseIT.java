package io.penstock.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.TestServers;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class DatabaseIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static TestServers.Database server;
  private static Databases databases;
  private static Database database;

  @BeforeAll
  static void start() {
    server = TestServers.freshDatabase();
    databases = TestDatabases.at("market", server, Duration.ofSeconds(8));
    database = databases.named("market");
    run("CREATE TABLE notes (id integer PRIMARY KEY, text text)");
  }

  @AfterAll
  static void stop() {
    databases.close();
  }

  @BeforeEach
  void empty() {
    run("TRUNCATE notes");
  }

  @Test
  void migratesBeforeTheFirstStatement() {
    assertThat(names("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"))
        .contains(
            "market_trades", "market_bars", "market_topic_positions", "flyway_schema_history");
    assertThat(names("SELECT success::text FROM flyway_schema_history")).containsOnly("true");
  }

  @Test
  void sharesOneDatabaseForAName() {
    assertThat(databases.named("market")).isSameAs(database);
  }

  @Test
  void commitsWhatEndsWell() {
    StepVerifier.create(database.inTransaction(session -> insert(session, 1).thenReturn("done")))
        .expectNext("done")
        .verifyComplete();
    assertThat(notes()).containsExactly("1");
  }

  @Test
  void commitsWorkWithoutAValue() {
    StepVerifier.create(database.inTransaction(session -> insert(session, 1).then()))
        .verifyComplete();
    assertThat(notes()).containsExactly("1");
  }

  @Test
  void rollsBackWhatFails() {
    StepVerifier.create(
            database.inTransaction(
                session -> insert(session, 1).then(insert(session, 2)).then(insert(session, 1))))
        .verifyError(R2dbcDataIntegrityViolationException.class);
    assertThat(notes()).isEmpty();
  }

  @Test
  void rollsBackWhenTheWorkCannotEvenBegin() {
    StepVerifier.create(
            database.inTransaction(session -> {
              throw new IllegalStateException("bug");
            }))
        .verifyErrorMessage("bug");
    assertThat(notes()).isEmpty();
  }

  @Test
  void goesOnToTheCommitWhenTheCallerGoesAway() {
    Sinks.Empty<Void> gate = Sinks.empty();
    AtomicBoolean inserted = new AtomicBoolean();
    Disposable caller =
        database
            .inTransaction(session ->
                insert(session, 1).doOnTerminate(() -> inserted.set(true)).then(gate.asMono()))
            .subscribe();
    await().untilTrue(inserted);

    caller.dispose();
    assertThat(notes()).isEmpty();
    gate.tryEmitEmpty().orThrow();

    await().untilAsserted(() -> assertThat(notes()).containsExactly("1"));
  }

  @Test
  void cutsATransactionThatTakesTooLong() {
    Databases impatient = TestDatabases.at("market", server, Duration.ofMillis(800));
    try {
      Database hurried = impatient.named("market");
      hurried.inTransaction(session -> insert(session, 9)).block(PATIENCE);
      StepVerifier.create(
              hurried.inTransaction(session -> insert(session, 1).then(Mono.<String>never())))
          .expectError(TransactionTimeoutException.class)
          .verify(PATIENCE);
      await().untilAsserted(() -> assertThat(notes()).containsExactly("9"));
      // Its connection is gone, and the others still work.
      StepVerifier.create(hurried.inTransaction(session -> insert(session, 2).thenReturn(true)))
          .expectNext(true)
          .expectComplete()
          .verify(PATIENCE);
    } finally {
      impatient.close();
    }
  }

  @Test
  void theServerEndsAStatementThatTakesTooLong() {
    Databases impatient = TestDatabases.at("market", server, Duration.ofSeconds(2));
    try {
      Database hurried = impatient.named("market");
      StepVerifier.create(
              hurried.inTransaction(session -> select(session, "SELECT pg_sleep(60)::text")))
          .expectErrorSatisfies(
              error -> assertThat(((R2dbcException) error).getSqlState()).isEqualTo("57014"))
          .verify(PATIENCE);
    } finally {
      impatient.close();
    }
  }

  @Test
  void aConnectionThatDiesFailsItsWorkAndNoOther() {
    StepVerifier.create(
            database.inTransaction(session ->
                insert(session, 1)
                    .then(
                        update(
                            session,
                            "SELECT pg_sleep(9) FROM pg_terminate_backend(pg_backend_pid())"))))
        .expectErrorSatisfies(
            error -> assertThat(error).isNotInstanceOf(CommitUnknownException.class))
        .verify(PATIENCE);
    assertThat(notes()).isEmpty();
    for (int id = 1; id <= 20; id++) {
      run("INSERT INTO notes VALUES (" + id + ", 'note')");
    }
    assertThat(notes()).hasSize(20);
  }

  @Test
  void aCommitWhoseConnectionDiesIsUnknown() {
    run(
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$");
    run("CREATE TABLE mortal (id integer)");
    run(
        "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON mortal DEFERRABLE INITIALLY DEFERRED"
            + " FOR EACH ROW EXECUTE FUNCTION die()");

    StepVerifier.create(
            database.inTransaction(session -> update(session, "INSERT INTO mortal VALUES (1)")))
        .expectErrorSatisfies(error -> assertThat(error).isInstanceOf(CommitUnknownException.class))
        .verify(PATIENCE);
  }

  @Test
  void aRefusedCommitIsNotUnknown() {
    run("CREATE TABLE late (id integer UNIQUE DEFERRABLE INITIALLY DEFERRED)");

    StepVerifier.create(
            database.inTransaction(session -> update(session, "INSERT INTO late VALUES (1), (1)")))
        .expectError(R2dbcDataIntegrityViolationException.class)
        .verify(PATIENCE);
  }

  private static Mono<Long> insert(Session session, int id) {
    return update(session, "INSERT INTO notes VALUES (" + id + ", 'note')");
  }

  private static Mono<Long> update(Session session, String sql) {
    return session.update(sql, given -> {});
  }

  private static Mono<List<String>> select(Session session, String sql) {
    return session.query(sql, given -> {}, row -> String.valueOf(row.get(0, String.class)));
  }

  private static List<String> notes() {
    return names("SELECT id::text FROM notes ORDER BY id");
  }

  private static List<String> names(String sql) {
    return Objects.requireNonNull(database.read(session -> select(session, sql)).block(PATIENCE));
  }

  private static void run(String sql) {
    database.inTransaction(session -> update(session, sql)).block(PATIENCE);
  }
}
