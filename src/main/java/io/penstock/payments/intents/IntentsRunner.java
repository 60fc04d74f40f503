package io.penstock.payments.intents;

import io.penstock.platform.idempotency.Idempotency;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.resilience.Backoff;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Writes what is asked for, forgets keys that are old, makes money available when its time has
 * come, and gives back what was held too long, from start to stop.
 */
final class IntentsRunner implements SmartLifecycle {

  /** Stops behind the web server, which waits for its requests. */
  private static final int PHASE = 100;

  private static final Duration TIDIES_EVERY = Duration.ofSeconds(1);
  private static final int FORGETS = 5_000;
  private static final int MAKES_AVAILABLE = 500;
  private static final int EXPIRES = 100;
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final GroupCommit<NewIntent, Told> creations;
  private final GroupCommit<Move, Moved> moves;
  private final Database database;
  private final Idempotency idempotency;
  private final Intents intents;
  private Disposable writing = Disposables.disposed();
  private Disposable tidying = Disposables.disposed();
  private Disposable stopping = Disposables.disposed();
  private Mono<Void> written = Mono.empty();

  IntentsRunner(
      GroupCommit<NewIntent, Told> creations,
      GroupCommit<Move, Moved> moves,
      Database database,
      Idempotency idempotency,
      Intents intents) {
    this.creations = creations;
    this.moves = moves;
    this.database = database;
    this.idempotency = idempotency;
    this.intents = intents;
  }

  @Override
  public void start() {
    Sinks.Empty<Void> end = Sinks.empty();
    written = end.asMono();
    writing =
        Flux.merge(creations.run(), moves.run())
            .doFinally(signal -> end.tryEmitEmpty())
            .subscribe();
    tidying =
        Flux.merge(
                again(database.inTransaction(session -> idempotency.forget(session, FORGETS))),
                again(intents.makeAvailable(MAKES_AVAILABLE)),
                again(intents.expireHolds(EXPIRES)))
            .subscribe();
  }

  private static Mono<Void> again(Mono<?> work) {
    return Mono.defer(() -> work)
        .repeatWhen(done -> done.concatMap(count -> Mono.delay(TIDIES_EVERY)))
        .retryWhen(PAUSES.forever())
        .then();
  }

  /** Calls back when what was taken is written. */
  @Override
  public void stop(Runnable stopped) {
    stop();
    stopping = written.doFinally(signal -> stopped.run()).subscribe();
  }

  @Override
  public void stop() {
    tidying.dispose();
    creations.close();
    moves.close();
  }

  @Override
  public boolean isRunning() {
    return !writing.isDisposed();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
