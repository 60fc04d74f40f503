package io.penstock.payments.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.penstock.payments.ledger.LedgerOccurrence.AuditFailed;
import io.penstock.payments.ledger.LedgerOccurrence.OutOfBalance;
import io.penstock.payments.ledger.LedgerOccurrence.SealFailed;
import io.penstock.payments.ledger.SealsTable.Backlog;
import io.penstock.platform.postgres.Database;
import io.penstock.platform.telemetry.Telemetry;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** Seals the books again and again, and sums all balances up. */
final class SealsRunner implements SmartLifecycle {

  private final Seals seals;
  private final AccountsTable accounts;
  private final Database database;
  private final LedgerProperties properties;
  private final Telemetry telemetry;
  private final Clock clock;
  private volatile Backlog backlog = new Backlog(0, null);
  private volatile BigInteger imbalance = BigInteger.ZERO;
  private Disposable running = Disposables.disposed();

  SealsRunner(
      Seals seals,
      AccountsTable accounts,
      Database database,
      LedgerProperties properties,
      Telemetry telemetry,
      Clock clock) {
    this.seals = seals;
    this.accounts = accounts;
    this.database = database;
    this.properties = properties;
    this.telemetry = telemetry;
    this.clock = clock;
    Gauge.builder("penstock.ledger.unsealed", this, runner -> runner.backlog.journals())
        .register(telemetry.meters());
    TimeGauge.builder(
            "penstock.ledger.unsealed.age",
            this,
            TimeUnit.MILLISECONDS,
            runner -> runner.age().toMillis())
        .register(telemetry.meters());
    Gauge.builder("penstock.ledger.imbalance", this, runner -> runner.imbalance.doubleValue())
        .register(telemetry.meters());
  }

  @Override
  public void start() {
    Disposable.Composite both = Disposables.composite();
    both.add(repeated(seal(), properties.sealInterval()));
    both.add(repeated(audit(), properties.auditInterval()));
    running = both;
  }

  @Override
  public void stop() {
    running.dispose();
  }

  @Override
  public boolean isRunning() {
    return !running.isDisposed();
  }

  /** All that waits for a seal; completes in any case. */
  private Mono<Void> seal() {
    return Mono.defer(seals::next)
        .repeat()
        .takeUntil(sealed -> sealed == 0)
        .then(Mono.defer(seals::backlog))
        .doOnNext(found -> backlog = found)
        .then()
        .onErrorResume(error -> report(new SealFailed(String.valueOf(error))));
  }

  /** Completes in any case. */
  private Mono<Void> audit() {
    return database
        .read(accounts::imbalance)
        .doOnNext(this::audited)
        .then()
        .onErrorResume(error -> report(new AuditFailed(String.valueOf(error))));
  }

  private void audited(BigInteger found) {
    imbalance = found;
    if (found.signum() != 0) {
      telemetry.report(new OutOfBalance(found));
    }
  }

  private Mono<Void> report(LedgerOccurrence occurrence) {
    return Mono.fromRunnable(() -> telemetry.report(occurrence));
  }

  private Duration age() {
    Instant oldest = backlog.oldest();
    Duration age = oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  private static Disposable repeated(Mono<Void> round, Duration pause) {
    return round.repeatWhen(rounds -> rounds.delayElements(pause)).subscribe();
  }
}
