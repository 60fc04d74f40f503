package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Arithmetic of what is in flight, with a producer whose acknowledgements are made by hand. */
class SendingTest {

  private static final int LIMIT = 8;

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(
          false, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
  private final List<Long> asked = new ArrayList<>();

  private Mono<Void> send(Publisher<OutgoingRecord> records) {
    return Mono.create(result ->
        Flux.from(records)
            .doOnRequest(asked::add)
            .subscribe(
                new Sending(
                    result, topic -> producer, Schedulers.immediate().createWorker(), LIMIT)));
  }

  private static Flux<OutgoingRecord> records(int count) {
    return Flux.range(0, count)
        .map(number -> OutgoingRecord.of("area.in.v1", "key", new byte[] {number.byteValue()}));
  }

  private void acknowledge(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(producer.completeNext()).isTrue();
    }
  }

  @Test
  void takesNoMoreThanTheLimitUntilSomeAreAcknowledged() {
    StepVerifier.create(send(records(100)))
        .then(() -> assertThat(producer.history()).hasSize(LIMIT))
        .then(() -> acknowledge(1))
        .then(() -> assertThat(asked).containsExactly(8L))
        .then(() -> acknowledge(1))
        .then(() -> assertThat(asked).containsExactly(8L, 2L))
        .then(() -> assertThat(producer.history()).hasSize(10))
        .then(() -> acknowledge(8))
        .then(() -> assertThat(producer.history()).hasSize(18))
        .thenCancel()
        .verify();
  }

  @Test
  void completesWithTheLastAcknowledgement() {
    AtomicLong completed = new AtomicLong();
    StepVerifier.create(send(records(3)).doOnSuccess(any -> completed.incrementAndGet()))
        .then(() -> acknowledge(2))
        .then(() -> assertThat(completed).hasValue(0))
        .then(() -> acknowledge(1))
        .verifyComplete();
  }

  @Test
  void completesForManyTimesTheLimit() {
    Mono<Void> sending = send(records(1000));
    StepVerifier.create(sending)
        .then(() -> LongStream.range(0, 1000).forEach(any -> acknowledge(1)))
        .verifyComplete();
    assertThat(producer.history()).hasSize(1000);
    assertThat(producer.history())
        .extracting(sent -> sent.value()[0])
        .startsWith((byte) 0, (byte) 1, (byte) 2);
  }

  @Test
  void firstFailureCancelsTheSourceAndNothingFollows() {
    TestPublisher<OutgoingRecord> source = TestPublisher.create();
    StepVerifier.create(send(source))
        .then(() -> source.next(OutgoingRecord.of("area.in.v1", "key", new byte[1])))
        .then(() -> producer.errorNext(new IllegalStateException("first")))
        .expectErrorMessage("first")
        .verify();
    source.assertCancelled();
    source.next(OutgoingRecord.of("area.in.v1", "key", new byte[1]));
    assertThat(producer.history()).hasSize(1);
  }

  @Test
  void aProducerThatThrowsIsAFailure() {
    producer.close();
    StepVerifier.create(send(records(3))).expectError(IllegalStateException.class).verify();
  }

  @Test
  void aSourceThatFailsEndsTheSending() {
    StepVerifier.create(
            send(records(2).concatWith(Mono.error(new IllegalStateException("source")))))
        .expectErrorMessage("source")
        .verify();
  }

  @Test
  void completesForNothing() {
    StepVerifier.create(send(Flux.empty())).verifyComplete();
  }

  @Test
  void cancelReachesTheSource() {
    TestPublisher<OutgoingRecord> source = TestPublisher.create();
    StepVerifier.create(send(source)).thenCancel().verify();
    source.assertCancelled();
  }
}
