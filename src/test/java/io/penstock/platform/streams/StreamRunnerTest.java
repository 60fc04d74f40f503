package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.test.publisher.TestPublisher;

class StreamRunnerTest {

  private final TestPublisher<String> stream = TestPublisher.create();
  private final StreamRunner runner =
      new StreamRunner(7) {
        @Override
        protected Publisher<?> stream() {
          return stream;
        }
      };

  @Test
  void runsFromStartToStop() {
    assertThat(runner.isRunning()).isFalse();
    assertThat(runner.getPhase()).isEqualTo(7);

    runner.start();
    stream.assertSubscribers(1);
    assertThat(runner.isRunning()).isTrue();

    runner.stop();
    stream.assertCancelled().assertNoSubscribers();
    assertThat(runner.isRunning()).isFalse();
  }

  @Test
  void runsOnceHoweverOftenItIsStarted() {
    runner.start();
    runner.start();
    stream.assertSubscribers(1);
  }

  @Test
  void startsAgainAfterItWasStopped() {
    runner.start();
    runner.stop();
    runner.stop();
    runner.start();
    stream.assertSubscribers(1);
    runner.stop();
  }
}
