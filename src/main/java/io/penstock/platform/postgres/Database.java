package io.penstock.platform.postgres;

import static io.r2dbc.spi.ValidationDepth.REMOTE;

import io.penstock.platform.resilience.Guard;
import io.penstock.platform.resilience.Repeat;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A named PostgreSQL database: the only way to its connections. Made by {@link Databases}.
 *
 * <p>The work given is one {@code Mono}, because a result is a value or a bounded list: a driver
 * bug (r2dbc-postgresql #661) wedges a connection whose query is cancelled with more than 256 rows
 * waiting. A {@link Session} therefore gives rows as lists only, and a cancel never reaches it.
 *
 * <p>A caller's cancel, or its guard's timeout, never reaches the connection: the work goes on to
 * its end, bounded by the transaction timeout, and its outcome is dropped. After that timeout the
 * connection is cut, not given back.
 */
public final class Database {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);

  private final String name;
  private final ConnectionPool pool;
  private final Mono<Void> migrated;
  private final Guard guard;
  private final Duration timeout;

  Database(String name, ConnectionPool pool, Mono<Void> migrated, Guard guard, Duration timeout) {
    this.name = name;
    this.pool = pool;
    this.migrated = migrated;
    this.guard = guard;
    this.timeout = timeout;
  }

  /** Such as {@code market}. */
  public String name() {
    return name;
  }

  /**
   * Runs the work between BEGIN and COMMIT, each time it is subscribed.
   *
   * <p>Shape: the work's value, or empty, after the commit; the work's error after the rollback.
   * {@link CommitUnknownException} when the commit's answer is lost; every other error of the
   * database means that nothing happened, {@link TransactionTimeoutException} included. The guard's
   * own timeouts leave the outcome open.
   */
  public <T> Mono<T> inTransaction(Function<Session, Mono<T>> work) {
    return guard.call(
        Repeat.NEVER, () -> migrated.then(Mono.defer(() -> shielded(transaction(work)))));
  }

  /**
   * Runs a single read statement, without BEGIN and COMMIT; tried again where the failure passes by
   * itself.
   */
  public <T> Mono<T> read(Function<Session, Mono<T>> work) {
    return guard.call(Repeat.SAFE, () -> migrated.then(Mono.defer(() -> shielded(alone(work)))));
  }

  /** Completes when the database answers and its schema is ready; an error after 2 s. */
  Mono<Void> answers() {
    return migrated
        .then(
            Mono.defer(
                () -> shielded(onConnection(connection -> Mono.from(connection.validate(REMOTE))))))
        .timeout(ANSWER_TIMEOUT)
        .flatMap(valid ->
            valid
                ? Mono.empty()
                : Mono.error(new TransactionTimeoutException(name, ANSWER_TIMEOUT)));
  }

  private <T> Mono<T> alone(Function<Session, Mono<T>> work) {
    return onConnection(connection -> work.apply(new Session(connection)))
        .timeout(timeout, tooLong(null));
  }

  private <T> Mono<T> transaction(Function<Session, Mono<T>> work) {
    AtomicBoolean committing = new AtomicBoolean();
    return onConnection(connection ->
            Mono.usingWhen(
                Mono.from(connection.beginTransaction()).thenReturn(connection),
                begun -> committed(work.apply(new Session(begun)), begun, committing),
                Mono::just,
                (begun, error) -> rollback(begun),
                Mono::just)) // cut by onConnection, which ends the transaction
        .timeout(timeout, tooLong(committing));
  }

  private <T> Mono<T> onConnection(Function<Connection, Mono<T>> work) {
    return Mono.usingWhen(
        pool.create(),
        work,
        Connection::close,
        (connection, error) -> connection.close(),
        Database::cut);
  }

  /** Not left to usingWhen, which would wrap the commit's error. */
  private <T> Mono<T> committed(Mono<T> work, Connection connection, AtomicBoolean committing) {
    Mono<Void> commit = commit(connection, committing);
    return work.flatMap(value -> commit.thenReturn(value)).switchIfEmpty(commit.then(Mono.empty()));
  }

  private Mono<Void> commit(Connection connection, AtomicBoolean committing) {
    return Mono.fromRunnable(() -> committing.set(true))
        .then(Mono.defer(() -> Mono.from(connection.commitTransaction())))
        .onErrorMap(error -> !isAnswer(error), error -> new CommitUnknownException(name, error));
  }

  /**
   * A rollback that fails leaves a dead connection, which the pool finds out; the work's own error
   * is the one to tell.
   */
  private static Mono<Void> rollback(Connection connection) {
    return Mono.from(connection.rollbackTransaction()).onErrorComplete();
  }

  /** Closes the socket, then lets the pool have the remains. */
  private static Mono<Void> cut(Connection pooled) {
    Mono<Void> closed =
        pooled instanceof Wrapped<?> wrapped && wrapped.unwrap() instanceof Connection real
            ? Mono.from(real.close())
            : Mono.empty();
    return closed.onErrorComplete().then(Mono.from(pooled.close())).onErrorComplete();
  }

  private <T> Mono<T> tooLong(@Nullable AtomicBoolean committing) {
    return Mono.error(() ->
        committing != null && committing.get()
            ? new CommitUnknownException(name, new TimeoutException("no answer within " + timeout))
            : new TransactionTimeoutException(name, timeout));
  }

  /**
   * Whether the server said no, rather than said nothing: classes 08 and 57 are a connection that
   * ends.
   */
  private static boolean isAnswer(Throwable error) {
    String state = error instanceof R2dbcException refused ? refused.getSqlState() : null;
    return state != null && !state.startsWith("08") && !state.startsWith("57");
  }

  /** Goes on to its end when its subscriber cancels. */
  private static <T> Mono<T> shielded(Mono<T> work) {
    return work.cache();
  }
}
