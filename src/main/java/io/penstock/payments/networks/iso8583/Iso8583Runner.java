package io.penstock.payments.networks.iso8583;

import io.penstock.payments.networks.NetworkOccurrence.Defect;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Keeps the connections of all networks there, from the start of the process to its end. */
final class Iso8583Runner implements SmartLifecycle {

  /** After the simulated network is there, before anybody charges; stopped in reverse. */
  static final int PHASE = 200;

  /** Of the answers still awaited, of signing off, and of the event loops. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final List<Iso8583Network> networks;
  private final Telemetry telemetry;
  private @Nullable Run now;

  /** From the start to the stop. */
  private record Run(Sinks.Empty<Void> stop, Sinks.Empty<Void> ended, Disposable subscription) {}

  Iso8583Runner(List<Iso8583Network> networks, Telemetry telemetry) {
    this.networks = networks;
    this.telemetry = telemetry;
  }

  @Override
  public synchronized void start() {
    if (now != null) {
      return;
    }
    Sinks.Empty<Void> stop = Sinks.empty();
    Sinks.Empty<Void> ended = Sinks.empty();
    Disposable subscription =
        Flux.fromIterable(networks)
            .flatMap(network -> run(network, stop.asMono()), Math.max(1, networks.size()))
            .doFinally(end -> ended.tryEmitEmpty())
            .subscribe();
    now = new Run(stop, ended, subscription);
  }

  private Mono<Void> run(Iso8583Network network, Mono<Void> stop) {
    return network
        .run(stop)
        .onErrorResume(defect -> {
          telemetry.report(new Defect(network.name(), "lines", defect.getClass().getSimpleName()));
          return Mono.empty();
        })
        .then(Mono.defer(network::close));
  }

  @Override
  public synchronized void stop() {
    stop(() -> {});
  }

  /** In order: no new requests, the answers still awaited, sign-off, the event loops. */
  @Override
  public synchronized void stop(Runnable callback) {
    Run run = now;
    if (run == null) {
      callback.run();
      return;
    }
    now = null;
    run.stop().tryEmitEmpty();
    run.ended()
        .asMono()
        .timeout(STOP_WITHIN, Mono.empty())
        .doFinally(end -> {
          run.subscription().dispose();
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
