package io.penstock.payments.vault;

import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.resilience.Backoff;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Writes cards, and deletes those whose tokens have expired, from start to stop. */
final class VaultRunner implements SmartLifecycle {

  /** Stops behind the web server, which waits for its requests. */
  private static final int PHASE = 100;

  private static final Duration DELETES_EVERY = Duration.ofSeconds(20);
  private static final int DELETES = 5_000;
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  private final GroupCommit<NewCard, CardView> group;
  private final Vault vault;
  private Disposable writing = Disposables.disposed();
  private Disposable deleting = Disposables.disposed();
  private Disposable stopping = Disposables.disposed();
  private Mono<Void> written = Mono.empty();

  VaultRunner(GroupCommit<NewCard, CardView> group, Vault vault) {
    this.group = group;
    this.vault = vault;
  }

  @Override
  public void start() {
    Sinks.Empty<Void> end = Sinks.empty();
    written = end.asMono();
    writing = group.run().doFinally(signal -> end.tryEmitEmpty()).subscribe();
    deleting = deleting().subscribe();
  }

  private Mono<Void> deleting() {
    return Mono.defer(() -> vault.forgetExpired(DELETES))
        .repeatWhen(done -> done.concatMap(deleted -> Mono.delay(DELETES_EVERY)))
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
    deleting.dispose();
    group.close();
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
