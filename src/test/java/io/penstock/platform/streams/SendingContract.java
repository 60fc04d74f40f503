package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Cases 1xx: {@link Streams#send}. */
abstract class SendingContract extends StreamsContract {

  @Test
  void case101KeepsOrderOfEachKey() {
    Streams streams = open(declarations(4));
    streams
        .send(Flux.range(0, 2000).map(number -> outgoing("key-" + number % 7, "" + number)))
        .block(PATIENCE);

    List<StreamRecord> all = all(streams, in);

    assertThat(all).hasSize(2000);
    for (int key = 0; key < 7; key++) {
      String name = "key-" + key;
      assertThat(
              all.stream()
                  .filter(record -> name.equals(record.key()))
                  .map(record -> Integer.valueOf(text(record))))
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void case102KeepsHeadersAndPartition() {
    Streams streams = open(declarations(4));
    streams
        .send(
            Mono.just(
                new OutgoingRecord(in, 3, null, new byte[] {1, 2}, Map.of("line", "coinbase#0"))))
        .block(PATIENCE);

    StreamRecord read = result(streams.read(new PartitionId(in, 3), 0, 1).next());

    assertThat(read.partition()).isEqualTo(new PartitionId(in, 3));
    assertThat(read.offset()).isZero();
    assertThat(read.key()).isNull();
    assertThat(read.value()).containsExactly(1, 2);
    assertThat(read.headers()).containsExactly(Map.entry("line", "coinbase#0"));
  }

  @Test
  void case103SendsNothingBeforeSubscriptionAndOnceForEach() {
    Streams streams = open(declarations(1));
    Mono<Void> sending = streams.send(Mono.just(outgoing("key", "twice")));
    assertThat(all(streams, in)).isEmpty();
    sending.block(PATIENCE);
    sending.block(PATIENCE);
    assertThat(all(streams, in)).hasSize(2);
  }

  @Test
  void case104CompletesForNothing() {
    StepVerifier.create(open(declarations(1)).send(Flux.empty())).expectComplete().verify(PATIENCE);
  }

  @Test
  void case105PassesTheSourcesErrorOn() {
    Streams streams = open(declarations(1));
    StepVerifier.create(streams.send(Flux.error(new IllegalStateException("source"))))
        .expectErrorMessage("source")
        .verify(PATIENCE);
  }

  @Test
  void case106FirstFailureCancelsTheSourceAndEndsTheSending() {
    Streams streams = open(declarations(1));
    TestPublisher<OutgoingRecord> source = TestPublisher.create();
    StepVerifier.create(streams.send(source))
        .then(() -> await().atMost(PATIENCE).untilAsserted(() -> source.assertMinRequested(2)))
        .then(() -> source.next(outgoing("key", "good")))
        .then(() ->
            source.next(OutgoingRecord.of(in, "key", new byte[Streams.MAX_RECORD + 1_000_000])))
        .expectErrorMatches(
            failure -> failure.getClass().getSimpleName().equals("RecordTooLargeException"))
        .verify(PATIENCE);
    source.assertCancelled();
    source.next(outgoing("key", "late"));
    assertThat(all(streams, in)).extracting(StreamsContract::text).doesNotContain("late");
  }

  @Test
  void case107RefusesTopicsThatAreNotDeclared() {
    StepVerifier.create(
            open(declarations(1))
                .send(Mono.just(OutgoingRecord.of("other.topic.v1", "key", new byte[1]))))
        .expectErrorMatches(failure -> failure instanceof IllegalArgumentException)
        .verify(PATIENCE);
  }

  @Test
  void case108CancelReachesTheSource() {
    TestPublisher<OutgoingRecord> source = TestPublisher.create();
    StepVerifier.create(open(declarations(1)).send(source))
        .then(source::assertSubscribers)
        .thenCancel()
        .verify();
    await().atMost(PATIENCE).untilAsserted(source::assertCancelled);
  }
}
