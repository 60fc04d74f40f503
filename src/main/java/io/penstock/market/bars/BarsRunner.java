package io.penstock.market.bars;

import io.penstock.market.bars.BarsOccurrence.FlowEnded;
import io.penstock.market.bars.BarsTransaction.Stored;
import io.penstock.platform.postgres.GroupCommit;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Runs the flow {@code bars} while the application does; on stop, the batches in hand are stored.
 */
final class BarsRunner implements SmartLifecycle {

  private static final int PHASE = 200;

  /** The flow's name in {@code streams/market.yaml}. */
  static final String FLOW = "bars";

  private final BarsFlow flow;
  private final GroupCommit<BarsBatch, Stored> group;
  private final Streams streams;
  private final Telemetry telemetry;
  private Disposable reading = Disposables.disposed();
  private Disposable writing = Disposables.disposed();
  private Disposable stopping = Disposables.disposed();
  private Mono<Void> written = Mono.empty();

  BarsRunner(
      BarsFlow flow, GroupCommit<BarsBatch, Stored> group, Streams streams, Telemetry telemetry) {
    this.flow = flow;
    this.group = group;
    this.streams = streams;
    this.telemetry = telemetry;
  }

  @Override
  public void start() {
    Sinks.Empty<Void> end = Sinks.empty();
    written = end.asMono();
    writing =
        group.run().doFinally(signal -> end.tryEmitEmpty()).subscribe(nothing -> {}, this::ended);
    reading = streams.run(FLOW, flow).subscribe(nothing -> {}, this::ended);
  }

  /** Ends reading, then calls back when what was read is stored. */
  @Override
  public void stop(Runnable stopped) {
    stop();
    stopping = written.doFinally(signal -> stopped.run()).subscribe();
  }

  @Override
  public void stop() {
    reading.dispose();
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

  private void ended(Throwable error) {
    telemetry.report(new FlowEnded(String.valueOf(error)));
  }
}
