package io.penstock.platform.streams;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Subscribes to one stream when the application starts, and cancels it when that stops. */
public abstract class StreamRunner implements SmartLifecycle {

  private final int phase;
  private @Nullable Disposable running;

  /**
   * @param phase lower ones begin before and end after
   */
  protected StreamRunner(int phase) {
    this.phase = phase;
  }

  /** What is to run: endless, and mending its own failures. Asked for at each start. */
  protected abstract Publisher<?> stream();

  @Override
  public final synchronized void start() {
    if (running == null) {
      running = Flux.from(stream()).subscribe();
    }
  }

  @Override
  public final synchronized void stop() {
    if (running != null) {
      running.dispose();
      running = null;
    }
  }

  @Override
  public final synchronized boolean isRunning() {
    return running != null;
  }

  @Override
  public final int getPhase() {
    return phase;
  }
}
