package io.penstock.platform.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class GatherTest {

  private final TestPublisher<Integer> source = TestPublisher.create();

  private Flux<List<Integer>> gathered(int max) {
    return source.flux().transform(Gather.upTo(max));
  }

  @Test
  void passesOneElementOnAtOnceToAnIdleReader() {
    StepVerifier.create(gathered(3))
        .then(() -> source.next(1))
        .expectNext(List.of(1))
        .then(() -> source.next(2))
        .expectNext(List.of(2))
        .then(source::complete)
        .verifyComplete();
  }

  @Test
  void givesABusyReaderAllThatCameMeanwhile() {
    StepVerifier.create(gathered(3), 1)
        .then(() -> source.next(1))
        .expectNext(List.of(1))
        .then(() -> source.next(2).next(3))
        .thenRequest(1)
        .expectNext(List.of(2, 3))
        .thenCancel()
        .verify();
  }

  @Test
  void fillsListsToTheMaximumAndNotBeyond() {
    StepVerifier.create(Flux.range(1, 7).transform(Gather.upTo(3)), 0)
        .thenRequest(1)
        .expectNext(List.of(1, 2, 3))
        .thenRequest(1)
        .expectNext(List.of(4, 5, 6))
        .thenRequest(1)
        .expectNext(List.of(7))
        .verifyComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 9, 256, 1000})
  void keepsOrderAndLosesNothingForEverySize(int max) {
    StepVerifier.create(
            Flux.range(0, 5000)
                .transform(Gather.upTo(max))
                .concatMapIterable(list -> list, 1)
                .collectList())
        .expectNext(IntStream.range(0, 5000).boxed().toList())
        .verifyComplete();
  }

  @Test
  void asksTheSourceForTheMaximumAndThenForAsManyAsItPassedOn() {
    List<Long> asked = new ArrayList<>();
    StepVerifier.create(source.flux().doOnRequest(asked::add).transform(Gather.upTo(4)), 0)
        .then(() -> assertThat(asked).containsExactly(4L))
        .then(() -> source.next(1, 2, 3))
        .then(() -> assertThat(asked).containsExactly(4L))
        .thenRequest(1)
        .expectNext(List.of(1, 2, 3))
        .then(() -> assertThat(asked).containsExactly(4L, 3L))
        .thenCancel()
        .verify();
  }

  @Test
  void asksForNoMoreWhileTheReaderWaits() {
    AtomicLong sent = new AtomicLong();
    StepVerifier.create(
            Flux.range(1, 1000).doOnNext(any -> sent.incrementAndGet()).transform(Gather.upTo(10)),
            0)
        .thenRequest(3)
        .expectNextCount(3)
        .then(() -> assertThat(sent).hasValue(40))
        .thenCancel()
        .verify();
  }

  @Test
  void completesEmptyForAnEmptySource() {
    StepVerifier.create(Flux.empty().transform(Gather.upTo(3)), 0).verifyComplete();
  }

  @Test
  void completesAfterTheRest() {
    StepVerifier.create(gathered(3), 0)
        .then(() -> source.next(1, 2).complete())
        .expectNoEvent(Duration.ZERO)
        .thenRequest(1)
        .expectNext(List.of(1, 2))
        .verifyComplete();
  }

  @Test
  void failsAfterTheRest() {
    StepVerifier.create(gathered(3), 0)
        .then(() -> source.next(1, 2).error(new IllegalStateException("gone")))
        .thenRequest(1)
        .expectNext(List.of(1, 2))
        .verifyErrorMessage("gone");
  }

  @Test
  void failsAtOnceWhenNothingIsHeld() {
    StepVerifier.create(gathered(3), 0)
        .then(() -> source.error(new IllegalStateException("gone")))
        .verifyErrorMessage("gone");
  }

  @Test
  void cancelReachesTheSourceAndDiscardsWhatIsHeld() {
    StepVerifier.create(gathered(3), 0)
        .then(() -> source.next(1, 2))
        .thenCancel()
        .verifyThenAssertThat()
        .hasDiscardedExactly(1, 2);
    source.assertCancelled();
  }

  @Test
  void discardsWhatComesAfterCancel() {
    TestPublisher<Integer> wild =
        TestPublisher.createNoncompliant(TestPublisher.Violation.DEFER_CANCELLATION);
    List<Integer> discarded = new ArrayList<>();
    Disposable reading =
        wild.flux()
            .transform(Gather.upTo(3))
            .doOnDiscard(Integer.class, discarded::add)
            .subscribe();
    reading.dispose();
    wild.next(1);
    assertThat(discarded).containsExactly(1);
  }

  @Test
  void readerThatCancelsInsideAListGetsNoOther() {
    StepVerifier.create(Flux.range(1, 9).transform(Gather.upTo(3)).take(1))
        .expectNext(List.of(1, 2, 3))
        .verifyComplete();
  }

  @Test
  void failsWithOverflowWhenTheSourceSendsMoreThanAskedFor() {
    TestPublisher<Integer> wild =
        TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
    StepVerifier.create(wild.flux().transform(Gather.upTo(2)), 0)
        .then(() -> wild.next(1, 2, 3))
        .thenRequest(1)
        .expectNext(List.of(1, 2))
        .expectErrorMessage("the source sent more than the 2 asked for")
        .verifyThenAssertThat()
        .hasDiscardedExactly(3);
    wild.assertCancelled();
  }

  @Test
  void reportsAnErrorThatComesAfterCancel() {
    TestPublisher<Integer> wild =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    List<Throwable> dropped = new ArrayList<>();
    Hooks.onErrorDropped(dropped::add);
    try {
      StepVerifier.create(wild.flux().transform(Gather.upTo(2)), 0)
          .then(() -> wild.complete().error(new IllegalStateException("late")))
          .verifyComplete();
    } finally {
      Hooks.resetOnErrorDropped();
    }
    assertThat(dropped).singleElement().satisfies(late -> assertThat(late).hasMessage("late"));
  }

  @Test
  void passesTheReadersContextToTheSource() {
    StepVerifier.create(
            Flux.deferContextual(context -> Flux.just(context.<String>get("request")))
                .transform(Gather.upTo(2))
                .contextWrite(context -> context.put("request", "r-1")))
        .expectNext(List.of("r-1"))
        .verifyComplete();
  }

  @Test
  void losesNothingBetweenThreads() {
    int count = 300_000;
    AtomicLong most = new AtomicLong();
    StepVerifier.create(
            Flux.range(0, count)
                .publishOn(Schedulers.parallel(), 512)
                .transform(Gather.upTo(100))
                .doOnNext(list -> most.accumulateAndGet(list.size(), Math::max))
                .concatMap(list -> Mono.just(list).subscribeOn(Schedulers.parallel()), 0)
                .concatMapIterable(list -> list)
                .zipWith(Flux.range(0, count), Integer::compare)
                .filter(difference -> difference != 0)
                .count())
        .expectNext(0L)
        .verifyComplete();
    assertThat(most.get()).isBetween(2L, 100L);
  }

  @Test
  void cancelAmidTrafficLeavesNothingBehind() {
    for (int round = 0; round < 300; round++) {
      AtomicLong sent = new AtomicLong();
      AtomicLong discarded = new AtomicLong();
      AtomicLong received = new AtomicLong();
      Flux.range(0, 100_000)
          .doOnNext(any -> sent.incrementAndGet())
          .transform(Gather.upTo(16))
          .doOnNext(list -> received.addAndGet(list.size()))
          .doOnDiscard(Integer.class, any -> discarded.incrementAndGet())
          .concatMap(list -> Mono.just(list).subscribeOn(Schedulers.parallel()), 0)
          .take(20)
          .blockLast();
      // The thread that is just delivering does the discarding, after the reader has gone.
      Awaitility.await().until(() -> sent.get() == received.get() + discarded.get());
    }
  }

  @Test
  void refusesAMaximumBelowOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gather.upTo(0))
        .withMessage("max must be positive, is 0");
  }
}
