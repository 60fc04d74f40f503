package io.penstock.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;

/** Plants what the detectors must find, and takes it away again. */
class CleanRunTest {

  private static final String PLANTED = "planted by CleanRunTest";

  @AfterEach
  void forgetWhatWasPlanted() {
    RecordingLeakDetector.LEAKS.removeIf(leak -> leak.contains(PLANTED));
    BlockingAllowed.SEEN.removeIf(CleanRunTest::isPlanted);
  }

  @Test
  void leakFailsTheRun() {
    leak(PooledByteBufAllocator.DEFAULT.directBuffer(64));
    assertThatThrownBy(CleanRun::failUnlessClean)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(PLANTED);
  }

  @Test
  void leakedHeapBufferIsFound() {
    leak(PooledByteBufAllocator.DEFAULT.heapBuffer(64));
    assertThat(CleanRun.leaks()).anySatisfy(leak -> assertThat(leak).contains(PLANTED));
  }

  @Test
  void releasedBufferIsNoLeak() {
    ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(64);
    buffer.touch(PLANTED);
    buffer.release();
    assertThat(CleanRun.leaks()).noneSatisfy(leak -> assertThat(leak).contains(PLANTED));
  }

  @Test
  void blockingCallOnAReactorThreadIsAnError() {
    StepVerifier.create(sleeping().subscribeOn(Schedulers.parallel()))
        .verifyError(BlockingOperationError.class);
  }

  @Test
  void blockingCallOnAnEventLoopIsAnError() {
    LoopResources loops = LoopResources.create("planted", 1, true);
    Scheduler eventLoop = Schedulers.fromExecutor(loops.onServer(true));
    StepVerifier.create(sleeping().subscribeOn(eventLoop))
        .verifyError(BlockingOperationError.class);
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
  }

  @Test
  void blockingCallWhoseErrorIsSwallowedFailsTheRun() {
    Mono<Void> swallowed = sleeping().onErrorComplete();
    StepVerifier.create(swallowed.subscribeOn(Schedulers.parallel())).verifyComplete();
    assertThatThrownBy(CleanRun::failUnlessClean)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("sleep")
        .hasMessageContaining(CleanRunTest.class.getName());
  }

  @Test
  void blockingCallWhereItBelongsIsNone() {
    StepVerifier.create(sleeping().subscribeOn(Schedulers.boundedElastic())).verifyComplete();
    assertThat(CleanRun.blocked())
        .noneSatisfy(call -> assertThat(call).contains(CleanRunTest.class.getName()));
  }

  @Test
  void loggingAndDrawingIdsOnAReactorThreadIsAllowed() {
    Mono<String> work =
        Mono.fromSupplier(() -> {
          LoggerFactory.getLogger(CleanRunTest.class)
              .error("written by a test that logs on a Reactor thread");
          return UUID.randomUUID().toString();
        });
    StepVerifier.create(work.subscribeOn(Schedulers.parallel()))
        .expectNextCount(1)
        .verifyComplete();
  }

  private static void leak(ByteBuf buffer) {
    buffer.touch(PLANTED);
  }

  private static Mono<Void> sleeping() {
    return Mono.fromCallable(
            () -> {
              TimeUnit.MILLISECONDS.sleep(1);
              return true;
            })
        .then();
  }

  private static boolean isPlanted(BlockingOperationError error) {
    return CleanRun.told(error).contains(CleanRunTest.class.getName());
  }
}
