package io.penstock.market.feed;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Writes recordings on a thread of its own, since files block. */
final class RecorderRunner implements SmartLifecycle {

  /** Begins before the feeds and ends after them. */
  private static final int PHASE = FeedsRunner.PHASE - 10;

  private static final Duration EVERY = Duration.ofMillis(100);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

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
  public void stop() {
    stop(() -> {});
  }

  /** What was taken down is in its file when this is done. */
  @Override
  public synchronized void stop(Runnable callback) {
    if (running == null || thread == null) {
      callback.run();
      return;
    }
    running.dispose();
    running = null;
    thread
        .disposeGracefully()
        .timeout(CLOSE_WITHIN, Mono.empty())
        .doFinally(end -> callback.run())
        .subscribe();
    thread = null;
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
