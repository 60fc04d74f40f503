package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Cases 2xx: {@link Streams#run} while the work goes well. */
abstract class FlowsContract extends StreamsContract {

  @Test
  void case201WorksEveryRecordInOrderOfItsPartition() {
    Streams streams = open(declarations(4));
    Recorder recorder = new Recorder();
    run(streams, recorder);
    streams
        .send(Flux.range(0, 1000).map(number -> outgoing("key-" + number % 50, "" + number)))
        .block(PATIENCE);

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
    assertThat(worked)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 3000).mapToObj(i -> "" + i).toList());
  }

  @Test
  void case206RefusesFlowsThatAreNotDeclaredOrHaveNoGroup() {
    Streams streams = open(declarations(1));
    assertThatIllegalArgumentException().isThrownBy(() -> streams.run("other", new Recorder()));
    assertThatIllegalArgumentException().isThrownBy(() -> streams.run("watch", new Recorder()));
  }

  @Test
  void case207PulsesBetweenBatchesWithoutRecords() {
    Streams streams = open(declarations(2));
    Set<PartitionId> pulsed = ConcurrentHashMap.newKeySet();
    run(
        streams,
        new PartitionHandler<PartitionId>() {
          @Override
          public Mono<PartitionId> open(PartitionId partition) {
            return Mono.just(partition);
          }

          @Override
          public Mono<Void> handle(PartitionId state, List<StreamRecord> batch) {
            return Mono.error(new AssertionError("no records were sent"));
          }

          @Override
          public Mono<Void> pulse(PartitionId state, PartitionId partition) {
            pulsed.add(partition);
            return Mono.empty();
          }
        });

    await().atMost(PATIENCE).until(() -> pulsed.size() == 2);
  }
}
