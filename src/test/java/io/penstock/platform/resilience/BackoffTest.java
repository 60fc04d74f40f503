package io.penstock.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class BackoffTest {

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 200", "3, 400", "4, 800", "5, 1000", "6, 1000", "1000000, 1000"})
  void boundDoublesUpToTheLongest(int attempt, long boundMillis) {
    assertThat(BACKOFF.pause(attempt, highest())).isEqualTo(Duration.ofMillis(boundMillis));
    assertThat(BACKOFF.pause(attempt, lowest())).isEqualTo(Duration.ZERO);
  }

  @Test
  void pausesAreSpreadEvenlyBetweenZeroAndTheBound() {
    SplittableRandom random = new SplittableRandom(42);
    long[] quarters = new long[4];
    LongStream.range(0, 40_000)
        .map(i -> BACKOFF.pause(1, random).toNanos())
        .forEach(nanos -> quarters[(int) Math.min(3, nanos / 25_000_000)]++);
    assertThat(Arrays.stream(quarters).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(9_700L, 10_300L));
  }

  @Test
  void sameSeedMakesSamePauses() {
    assertThat(BACKOFF.pause(3, new SplittableRandom(7)))
        .isEqualTo(BACKOFF.pause(3, new SplittableRandom(7)));
  }

  @Test
  void triesSoOftenAndThenFailsAsTheLastTryDid() {
    AtomicInteger tries = new AtomicInteger();
    Mono<String> work =
        Mono.error(() -> new IllegalStateException("try " + tries.incrementAndGet()));

    StepVerifier.withVirtualTime(() -> work.retryWhen(BACKOFF.tries(2)))
        .thenAwait(Duration.ofSeconds(10))
        .verifyErrorMessage("try 3");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .withMessageStartingWith("first pause must be above zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .withMessageStartingWith("longest pause must be at least the first");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BACKOFF.pause(0, highest()))
        .withMessage("attempt must be at least 1, was 0");
  }

  private static RandomGenerator highest() {
    return drawing(true);
  }

  private static RandomGenerator lowest() {
    return drawing(false);
  }

  /** Draws the border of what is asked. */
  private static RandomGenerator drawing(boolean highest) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return 0;
      }

      @Override
      public long nextLong(long bound) {
        return highest ? bound - 1 : 0;
      }
    };
  }
}
