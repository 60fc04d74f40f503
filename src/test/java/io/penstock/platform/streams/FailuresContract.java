package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Cases 3xx: {@link Streams#run} when the work fails. */
abstract class FailuresContract extends StreamsContract {

  @Test
  void case301UnprocessableRecordsGoToTheDeadLettersAndTheOthersGoOn() {
    Streams streams = open(declarations(1));
    Recorder recorder =
        new Recorder()
            .before(batch ->
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
                "penstock-offset", "1",
                "penstock-time", all(streams, in).get(1).timestamp().toString()));
  }

  @Test
  void case302AnOutageIsWaitedForWithoutDeadLetters() {
    Streams streams = open(declarations(1));
    AtomicLong outages = new AtomicLong(10);
    Recorder recorder =
        new Recorder()
            .before(batch ->
                outages.getAndDecrement() > 0
                    ? Mono.error(new TimeoutException("database"))
                    : Mono.empty());
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
            .before(batch ->
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
        .satisfies(letter ->
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
            .before(batch ->
                failures.getAndDecrement() > 0
                    ? Mono.error(new IllegalStateException("race"))
                    : Mono.empty());
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
        new Recorder()
            .opening(
                () -> failures.getAndDecrement() > 0 ? new IllegalStateException("not yet") : null);
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
}
