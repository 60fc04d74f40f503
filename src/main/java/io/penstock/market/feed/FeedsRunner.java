package io.penstock.market.feed;

import io.penstock.market.feed.FeedOccurrence.SupervisionFailed;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Runs every feed from the start of the process to its end. */
final class FeedsRunner implements SmartLifecycle {

  /** After everything that reads what feeds bring. */
  static final int PHASE = 400;

  /** How long a broker may take to acknowledge what was read. */
  static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  private final List<FeedSupervisor> supervisors;
  private final Telemetry telemetry;
  private @Nullable Run now;

  /** From one start to its stop. */
  private record Run(StopSignal stop, Sinks.Empty<Void> ended, Disposable subscription) {}

  FeedsRunner(List<FeedSupervisor> supervisors, Telemetry telemetry) {
    this.supervisors = supervisors;
    this.telemetry = telemetry;
  }

  @Override
  public synchronized void start() {
    if (now != null) {
      return;
    }
    StopSignal stop = new StopSignal();
    Sinks.Empty<Void> ended = Sinks.empty();
    Disposable subscription =
        Flux.fromIterable(supervisors)
            .flatMap(supervisor -> run(supervisor, stop), Math.max(1, supervisors.size()))
            .doFinally(end -> ended.tryEmitEmpty())
            .subscribe();
    now = new Run(stop, ended, subscription);
  }

  private Mono<Void> run(FeedSupervisor supervisor, StopSignal stop) {
    return supervisor
        .run(stop)
        .onErrorResume(defect -> {
          telemetry.report(new SupervisionFailed(supervisor.venue(), defect.toString()));
          return Mono.empty();
        });
  }

  @Override
  public synchronized void stop() {
    if (now != null) {
      now.subscription().dispose();
      now = null;
    }
  }

  /** In order: readers are told that listings go stale, and all that was read is acknowledged. */
  @Override
  public synchronized void stop(Runnable callback) {
    if (now == null) {
      callback.run();
      return;
    }
    now.stop().give();
    now.ended()
        .asMono()
        .timeout(STOP_WITHIN, Mono.empty())
        .doFinally(end -> {
          stop();
          callback.run();
        })
        .subscribe();
  }

  @Override
  public synchronized boolean isRunning() {
    return now != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
