package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.TopicDeclaration.Cleanup;
import io.penstock.platform.streams.TopicDeclaration.Compression;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** What every implementation of {@link Streams} promises, over a real broker. Each case has topics of its own. */
abstract class StreamsContract {

  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicLong VERSIONS = new AtomicLong(Instant.now().getEpochSecond());

  final long version = VERSIONS.incrementAndGet();
  final String in = "contract.in.v" + version;
  final String dead = "contract.dead.v" + version;
  final Disposable.Composite running = Disposables.composite();

  /** Streams over a broker that has the topics; another call gives what another process would have. */
  abstract Streams open(Declarations declarations);

  @AfterEach
  void stopAll() {
    running.dispose();
  }

  Declarations declarations(int partitions) {
    return declarations(partitions, 10, 100);
  }

  Declarations declarations(int partitions, int batch, int inFlight) {
    FlowDeclaration.Work work =
        new FlowDeclaration.Work(
            "contract-" + version, 4, batch, inFlight, 3, new Backoff(Duration.ofMillis(1), Duration.ofMillis(20)), dead);
    return Declarations.of(
        List.of(topic(in, partitions, Duration.ZERO), topic(dead, 1, Duration.ZERO)),
        List.of(
            new FlowDeclaration("work", "Works.", List.of(in), List.of(), "io.penstock.WorkFlow", work),
            new FlowDeclaration("watch", "Follows.", List.of(in), List.of(), "io.penstock.WatchFlow", null)));
  }

  static TopicDeclaration topic(String name, int partitions, Duration linger) {
    return new TopicDeclaration(
        name, "A case.", "name", partitions, Duration.ofHours(1), Cleanup.DELETE, Compression.LZ4, linger, "as-it-came");
  }

  OutgoingRecord outgoing(String key, String value) {
    return OutgoingRecord.of(in, key, value.getBytes(StandardCharsets.UTF_8));
  }

  static String text(StreamRecord record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  static <T> T result(Mono<T> mono) {
    return mono.blockOptional(PATIENCE).orElseThrow();
  }

  void send(Streams streams, String... values) {
    streams.send(Flux.fromArray(values).map(value -> outgoing("key", value))).block(PATIENCE);
  }

  List<StreamRecord> all(Streams streams, String topic) {
    return result(
        Flux.range(0, result(streams.describe(topic)).partitions())
            .concatMap(number -> streams.read(new PartitionId(topic, number), 0, Long.MAX_VALUE))
            .collectList());
  }

  void run(Streams streams, PartitionHandler<?> handler) {
    running.add(streams.run("work", handler).subscribe());
  }

  // 1: sending

  @Test
  void case101KeepsOrderOfEachKey() {
    Streams streams = open(declarations(4));
    streams.send(Flux.range(0, 2000).map(number -> outgoing("key-" + number % 7, "" + number))).block(PATIENCE);

    List<StreamRecord> all = all(streams, in);

    assertThat(all).hasSize(2000);
    for (int key = 0; key < 7; key++) {
      String name = "key-" + key;
      assertThat(all.stream().filter(record -> name.equals(record.key())).map(record -> Integer.valueOf(text(record))))
          .isSorted()
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void case102KeepsHeadersAndPartition() {
    Streams streams = open(declarations(4));
    streams
        .send(Mono.just(new OutgoingRecord(in, 3, null, new byte[] {1, 2}, Map.of("line", "coinbase#0"))))
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
        .then(() -> source.next(OutgoingRecord.of(in, "key", new byte[3_000_000])))
        .expectErrorMatches(failure -> failure.getClass().getSimpleName().equals("RecordTooLargeException"))
        .verify(PATIENCE);
    source.assertCancelled();
    source.next(outgoing("key", "late"));
    assertThat(all(streams, in)).extracting(StreamsContract::text).doesNotContain("late");
  }

  @Test
  void case107RefusesTopicsThatAreNotDeclared() {
    StepVerifier.create(open(declarations(1)).send(Mono.just(OutgoingRecord.of("other.topic.v1", "key", new byte[1]))))
        .expectErrorMatches(failure -> failure instanceof IllegalArgumentException)
        .verify(PATIENCE);
  }

  @Test
  void case108CancelReachesTheSource() {
    TestPublisher<OutgoingRecord> source = TestPublisher.create();
    StepVerifier.create(open(declarations(1)).send(source)).then(source::assertSubscribers).thenCancel().verify();
    await().atMost(PATIENCE).untilAsserted(source::assertCancelled);
  }

  // 2: flows

  @Test
  void case201WorksEveryRecordInOrderOfItsPartition() {
    Streams streams = open(declarations(4));
    Recorder recorder = new Recorder();
    run(streams, recorder);
    streams.send(Flux.range(0, 1000).map(number -> outgoing("key-" + number % 50, "" + number))).block(PATIENCE);

    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 1000);

    assertThat(recorder.opened()).hasSize(4).doesNotHaveDuplicates();
    for (int number = 0; number < 4; number++) {
      PartitionId partition = new PartitionId(in, number);
      assertThat(recorder.worked().stream().filter(record -> record.partition().equals(partition)))
          .extracting(StreamRecord::offset)
          .isSorted()
          .doesNotHaveDuplicates();
    }
    assertThat(recorder.overlapped()).isFalse();
    assertThat(recorder.largestBatch()).isBetween(1, 10);
  }

  @Test
  void case202BatchSizeFollowsTheLoad() {
    Streams streams = open(declarations(1));
    Sinks.Empty<Void> gate = Sinks.empty();
    Recorder recorder = new Recorder().before(batch -> gate.asMono());
    run(streams, recorder);
    send(streams, "first");
    await().atMost(PATIENCE).until(() -> recorder.calls() == 1);
    streams.send(Flux.range(0, 25).map(number -> outgoing("key", "" + number))).block(PATIENCE);
    streams.read(new PartitionId(in, 0), 0, 26).blockLast(PATIENCE);
    assertThat(recorder.calls()).isEqualTo(1);

    gate.tryEmitEmpty();

    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 26);
    assertThat(recorder.largestBatch()).isEqualTo(10);
  }

  @Test
  void case203RepeatsWhatWasNotDoneBeforeACrash() {
    Declarations declarations = declarations(1);
    Streams crashing = open(declarations);
    Recorder stuck = new Recorder().before(batch -> Mono.never());
    run(crashing, stuck);
    send(crashing, "a", "b", "c");
    await().atMost(PATIENCE).until(() -> stuck.calls() == 1);
    running.dispose();

    Streams next = open(declarations);
    Recorder recorder = new Recorder();
    Disposable again = next.run("work", recorder).subscribe();
    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 3);
    again.dispose();
    assertThat(recorder.worked()).extracting(StreamsContract::text).containsExactly("a", "b", "c");
  }

  @Test
  void case204CancelEndsAfterTheWorkInHandAndAcknowledgesIt() {
    Declarations declarations = declarations(1);
    Streams streams = open(declarations);
    Sinks.Empty<Void> gate = Sinks.empty();
    Recorder recorder = new Recorder().before(batch -> gate.asMono());
    Disposable first = streams.run("work", recorder).subscribe();
    send(streams, "a");
    await().atMost(PATIENCE).until(() -> recorder.calls() == 1);
    first.dispose();
    send(streams, "b");
    gate.tryEmitEmpty();
    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 1);

    Recorder next = new Recorder();
    run(open(declarations), next);
    await().atMost(PATIENCE).until(() -> !next.worked().isEmpty());
    assertThat(next.worked()).extracting(StreamsContract::text).containsExactly("b");
    assertThat(recorder.worked()).extracting(StreamsContract::text).containsExactly("a");
  }

  @Test
  void case205PartitionsMoveBetweenMembersWithoutLossOrRepetition() {
    Declarations declarations = declarations(4);
    Streams one = open(declarations);
    Streams two = open(declarations);
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    run(one, first);
    await().atMost(PATIENCE).until(() -> first.opened().size() == 4);
    Disposable sending =
        one.send(
                Flux.interval(Duration.ofMillis(1))
                    .onBackpressureBuffer(10_000)
                    .take(3000)
                    .map(number -> outgoing("key-" + number % 40, "" + number)))
            .subscribe();
    Disposable leaving = two.run("work", second).subscribe();
    await().atMost(PATIENCE).until(() -> !second.worked().isEmpty());
    leaving.dispose();
    await().atMost(PATIENCE).until(sending::isDisposed);
    await().atMost(PATIENCE).until(() -> first.worked().size() + second.worked().size() >= 3000);

    await().atMost(PATIENCE).until(() -> first.opened().size() > 4);

    List<String> worked = new ArrayList<>();
    first.worked().forEach(record -> worked.add(text(record)));
    second.worked().forEach(record -> worked.add(text(record)));
    assertThat(worked).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 3000).mapToObj(i -> "" + i).toList());
  }

  @Test
  void case206RefusesFlowsThatAreNotDeclaredOrHaveNoGroup() {
    Streams streams = open(declarations(1));
    assertThatIllegalArgumentException().isThrownBy(() -> streams.run("other", new Recorder()));
    assertThatIllegalArgumentException().isThrownBy(() -> streams.run("watch", new Recorder()));
  }

  // 3: failures of the work

  @Test
  void case301UnprocessableRecordsGoToTheDeadLettersAndTheOthersGoOn() {
    Streams streams = open(declarations(1));
    Recorder recorder =
        new Recorder()
            .before(
                batch ->
                    batch.stream()
                        .filter(record -> text(record).startsWith("bad"))
                        .findFirst()
                        .map(bad -> Mono.<Void>error(unprocessable(bad)))
                        .orElse(Mono.empty()));
    send(streams, "a", "bad 1", "b", "bad 2", "c");
    run(streams, recorder);

    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 3);

    assertThat(recorder.worked()).extracting(StreamsContract::text).containsExactly("a", "b", "c");
    List<StreamRecord> letters = all(streams, dead);
    assertThat(letters).extracting(StreamsContract::text).containsExactly("bad 1", "bad 2");
    assertThat(letters.getFirst().key()).isEqualTo("key");
    assertThat(letters.getFirst().headers())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "penstock-cause", "cannot be read",
                "penstock-attempts", "1",
                "penstock-flow", "work",
                "penstock-topic", in,
                "penstock-partition", "0",
                "penstock-offset", "1"));
  }

  @Test
  void case302AnOutageIsWaitedForWithoutDeadLetters() {
    Streams streams = open(declarations(1));
    AtomicLong outages = new AtomicLong(10);
    Recorder recorder =
        new Recorder()
            .before(
                batch -> outages.getAndDecrement() > 0 ? Mono.error(new TimeoutException("database")) : Mono.empty());
    run(streams, recorder);
    send(streams, "a", "b");

    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 2);

    assertThat(recorder.worked()).extracting(StreamsContract::text).containsExactly("a", "b");
    assertThat(recorder.opened()).hasSizeGreaterThanOrEqualTo(11);
    assertThat(all(streams, dead)).isEmpty();
  }

  @Test
  void case303AFailingBatchIsTriedThenWorkedRecordByRecord() {
    Streams streams = open(declarations(1));
    Sinks.Empty<Void> gate = Sinks.empty();
    Recorder recorder =
        new Recorder()
            .before(
                batch ->
                    batch.stream().anyMatch(record -> text(record).equals("bad"))
                        ? Mono.error(new IllegalStateException("bug"))
                        : text(batch.getFirst()).equals("a") ? gate.asMono() : Mono.empty());
    send(streams, "a", "b", "bad", "c");
    run(streams, recorder);
    await().atMost(PATIENCE).until(() -> recorder.calls() >= 1);
    gate.tryEmitEmpty();

    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 3);

    assertThat(recorder.worked()).extracting(StreamsContract::text).containsExactly("a", "b", "c");
    assertThat(all(streams, dead))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.headers())
                    .containsEntry("penstock-cause", "IllegalStateException: bug")
                    .containsEntry("penstock-attempts", "4")
                    .containsEntry("penstock-offset", "2"));
    List<Integer> sizes = recorder.batchesWith("bad");
    assertThat(sizes).hasSize(4).endsWith(1);
    assertThat(sizes.subList(0, 3)).containsOnly(sizes.getFirst());
  }

  @Test
  void case304AnErrorThatGoesAwayIsNoDeadLetter() {
    Streams streams = open(declarations(1));
    AtomicLong failures = new AtomicLong(2);
    Recorder recorder =
        new Recorder()
            .before(
                batch -> failures.getAndDecrement() > 0 ? Mono.error(new IllegalStateException("race")) : Mono.empty());
    send(streams, "a", "b");
    run(streams, recorder);

    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 2);

    assertThat(recorder.opened()).hasSize(3);
    assertThat(all(streams, dead)).isEmpty();
  }

  @Test
  void case305OpeningIsTriedUntilItWorks() {
    Streams streams = open(declarations(1));
    AtomicLong failures = new AtomicLong(5);
    Recorder recorder =
        new Recorder().opening(() -> failures.getAndDecrement() > 0 ? new IllegalStateException("not yet") : null);
    send(streams, "a");
    run(streams, recorder);

    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 1);
    assertThat(recorder.opened()).hasSize(6);
    assertThat(all(streams, dead)).isEmpty();
  }

  @Test
  void case306AHandlerThatThrowsIsAHandlerThatFails() {
    Streams streams = open(declarations(1));
    Recorder recorder = new Recorder();
    send(streams, "bad", "good");
    run(
        streams,
        new PartitionHandler<PartitionId>() {
          @Override
          public Mono<PartitionId> open(PartitionId partition) {
            return recorder.open(partition);
          }

          @Override
          public Mono<Void> handle(PartitionId state, List<StreamRecord> batch) {
            if (text(batch.getFirst()).equals("bad")) {
              throw new IllegalStateException("thrown");
            }
            return recorder.handle(state, batch);
          }
        });

    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 1);
    assertThat(all(streams, dead)).extracting(StreamsContract::text).containsExactly("bad");
  }

  @Test
  void case307DeadLettersAreAcknowledged() {
    Declarations declarations = declarations(1);
    Streams streams = open(declarations);
    Recorder recorder = new Recorder().before(batch -> Mono.error(unprocessable(batch.getFirst())));
    send(streams, "bad 1", "bad 2");
    Disposable first = streams.run("work", recorder).subscribe();
    await().atMost(PATIENCE).until(() -> all(streams, dead).size() == 2);
    first.dispose();

    Recorder next = new Recorder();
    run(open(declarations), next);
    send(streams, "good");
    await().atMost(PATIENCE).until(() -> !next.worked().isEmpty());
    assertThat(next.worked()).extracting(StreamsContract::text).containsExactly("good");
  }

  static UnprocessableRecordException unprocessable(StreamRecord record) {
    return new UnprocessableRecordException(record, "cannot be read", new IllegalArgumentException("bytes"));
  }

  // 4: reading without a group

  @Test
  void case401FollowsFromOffsetsAndGoesOnWithNewRecords() {
    Streams streams = open(declarations(1));
    send(streams, "a", "b", "c");
    StepVerifier.create(streams.follow(in, Map.of(0, 1L)).map(StreamsContract::text))
        .expectNext("b", "c")
        .then(() -> send(streams, "d"))
        .expectNext("d")
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void case402FollowsPartitionsWithoutOffsetFromTheirEnd() {
    Streams streams = open(declarations(2));
    sendTo(streams, 0, "old 0");
    sendTo(streams, 1, "old 1");
    StepVerifier.create(streams.follow(in, Map.of(0, 0L)).map(StreamsContract::text))
        .expectNext("old 0")
        .then(() -> sendTo(streams, 1, "new 1"))
        .expectNext("new 1")
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void case403FollowingTakesOnlyWhatIsAskedFor() {
    Streams streams = open(declarations(1));
    streams.send(Flux.range(0, 500).map(number -> outgoing("key", "" + number))).block(PATIENCE);
    StepVerifier.create(streams.follow(in, Map.of(0, 0L)).map(StreamsContract::text), 3)
        .expectNext("0", "1", "2")
        .thenRequest(1)
        .expectNext("3")
        .thenCancel()
        .verify(PATIENCE);
  }

  @Test
  void case404ReadsBetweenOffsets() {
    Streams streams = open(declarations(1));
    send(streams, "a", "b", "c", "d");
    PartitionId partition = new PartitionId(in, 0);
    assertReads(streams.read(partition, 1, 3), "b", "c");
    assertReads(streams.read(partition, 0, 4), "a", "b", "c", "d");
    assertReads(streams.read(partition, 2, 100), "c", "d");
    assertReads(streams.read(partition, 2, 2));
    assertReads(streams.read(partition, 4, 9));
  }

  @Test
  void case405ReadingAPartitionThatIsNotThereFails() {
    StepVerifier.create(open(declarations(1)).read(new PartitionId(in, 7), 0, 1))
        .expectError(IllegalArgumentException.class)
        .verify(PATIENCE);
  }

  @Test
  void case406DescribesATopic() {
    Streams streams = open(declarations(2));
    sendTo(streams, 1, "a");
    sendTo(streams, 1, "b");
    TopicState state = result(streams.describe(in));
    assertThat(state.partitions()).isEqualTo(2);
    assertThat(state.beginningOffsets()).containsExactly(0L, 0L);
    assertThat(state.endOffsets()).containsExactly(0L, 2L);
    assertThat(state.id()).isNotBlank();
  }

  @Test
  void case407DescribingATopicThatIsNotThereFails() {
    StepVerifier.create(open(declarations(1)).describe("no.topic.v1")).expectError().verify(PATIENCE);
  }

  @Test
  void case408FindsOffsetsByTime() {
    Streams streams = open(declarations(2));
    sendTo(streams, 0, "a");
    StreamRecord sent = result(streams.read(new PartitionId(in, 0), 0, 1).next());
    assertThat(streams.offsetsAt(in, sent.timestamp()).block(PATIENCE)).isEqualTo(Map.of(0, 0L, 1, 0L));
    assertThat(streams.offsetsAt(in, sent.timestamp().plusMillis(1)).block(PATIENCE)).isEqualTo(Map.of(0, 1L, 1, 0L));
  }

  private static void assertReads(Flux<StreamRecord> read, String... values) {
    assertThat(read.map(StreamsContract::text).collectList().block(PATIENCE)).containsExactly(values);
  }

  private void sendTo(Streams streams, int partition, String value) {
    streams
        .send(
            Mono.just(
                new OutgoingRecord(in, partition, "key", value.getBytes(StandardCharsets.UTF_8), Map.of())))
        .block(PATIENCE);
  }
}
