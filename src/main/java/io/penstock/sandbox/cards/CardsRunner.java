package io.penstock.sandbox.cards;

import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** Starts the simulated card network before anybody signs on to it, and stops it after. */
final class CardsRunner implements SmartLifecycle {

  private static final int PHASE = 100;

  private final SandboxCards cards;
  private final Disposable.Composite under = Disposables.composite();
  private volatile boolean running;

  CardsRunner(SandboxCards cards) {
    this.cards = cards;
  }

  /** Whoever connects too early comes again. */
  @Override
  public void start() {
    running = true;
    under.add(cards.start().subscribe());
  }

  @Override
  public void stop(Runnable callback) {
    running = false;
    under.add(cards.stop().doFinally(signal -> callback.run()).subscribe());
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
