package io.penstock.payments.ledger;

import io.penstock.payments.ledger.LedgerOccurrence.PostingEnded;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.telemetry.Telemetry;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Writes what is posted without a transaction; on stop, what was taken is written. */
final class LedgerRunner implements SmartLifecycle {

  /** Started before, and stopped after, whatever posts. */
  private static final int PHASE = 100;

  private final GroupCommit<Journal, Posted> group;
  private final Telemetry telemetry;
  private Disposable writing = Disposables.disposed();
  private Disposable stopping = Disposables.disposed();
  private Mono<Void> written = Mono.empty();

  LedgerRunner(GroupCommit<Journal, Posted> group, Telemetry telemetry) {
    this.group = group;
    this.telemetry = telemetry;
  }

  @Override
  public void start() {
    Sinks.Empty<Void> end = Sinks.empty();
    written = end.asMono();
    writing =
        group
            .run()
            .doFinally(signal -> end.tryEmitEmpty())
            .subscribe(
                nothing -> {}, error -> telemetry.report(new PostingEnded(String.valueOf(error))));
  }

  /** Calls back when what was taken is written. */
  @Override
  public void stop(Runnable stopped) {
    stop();
    stopping = written.doFinally(signal -> stopped.run()).subscribe();
  }

  @Override
  public void stop() {
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
