package io.penstock.market.feed;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Writes recordings on a thread of its own, since files block. */
final class RecorderRunner implements SmartLifecycle {

  /** Begins before the feeds and ends after them. */
  private static final int PHASE = FeedsRunner.PHASE - 10;

  private static final Duration EVERY = Duration.ofMillis(100);

  private final FrameRecorder recorder;
  private @Nullable Scheduler thread;
  private @Nullable Disposable running;

  RecorderRunner(FrameRecorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public synchronized void start() {
    if (running == null) {
      Scheduler own = Schedulers.newSingle("frame-recorder", true);
      thread = own;
      running =
          Flux.interval(EVERY, own)
              .onBackpressureDrop()
              .doOnNext(tick -> recorder.write())
              .doFinally(end -> own.schedule(recorder::close))
              .subscribe();
    }
  }

  @Override
  public synchronized void stop() {
    if (running != null && thread != null) {
      running.dispose();
      running = null;
      thread.disposeGracefully().block(Duration.ofSeconds(5));
      thread = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return running != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
