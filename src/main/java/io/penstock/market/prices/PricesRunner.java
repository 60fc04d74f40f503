package io.penstock.market.prices;

import io.penstock.platform.streams.Streams;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;

/** Runs the price pipeline while the application runs. */
final class PricesRunner implements SmartLifecycle {

  /** The flow's name in {@code streams/market.yaml}. */
  static final String FLOW = "prices";

  private final Streams streams;
  private final PricesFlow flow;
  private @Nullable Disposable running;

  PricesRunner(Streams streams, PricesFlow flow) {
    this.streams = streams;
    this.flow = flow;
  }

  @Override
  public void start() {
    running = streams.run(FLOW, flow).subscribe();
  }

  @Override
  public void stop() {
    if (running != null) {
      running.dispose();
      running = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  @Override
  public int getPhase() {
    return 200;
  }
}
