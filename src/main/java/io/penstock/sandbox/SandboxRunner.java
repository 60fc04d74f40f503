package io.penstock.sandbox;

import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Starts the simulated exchange before any feed reads it, and stops it after. */
final class SandboxRunner implements SmartLifecycle {

  private static final int PHASE = 100;

  private final SandboxExchange exchange;
  private final Disposable.Swap stopping = Disposables.swap();

  SandboxRunner(SandboxExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public void start() {
    exchange.start();
  }

  @Override
  public void stop(Runnable callback) {
    stopping.update(exchange.stop().doFinally(signal -> callback.run()).subscribe());
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public boolean isRunning() {
    return exchange.isRunning();
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
