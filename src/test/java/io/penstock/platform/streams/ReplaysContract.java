package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Cases 5xx: what is replayed for one flow is heard by that flow alone. */
abstract class ReplaysContract extends StreamsContract {

  private void replay(Streams streams, String flow, String value) {
    streams
        .send(
            Mono.just(
                new OutgoingRecord(
                    in,
                    0,
                    "key",
                    value.getBytes(StandardCharsets.UTF_8),
                    Map.of(Replays.FOR, flow, Replays.OF, "topic-0-7"))))
        .block(PATIENCE);
  }

  @Test
  void case501TheFlowHearsWhatIsReplayedForItAndNothingElse() {
    Streams streams = open(declarations(1));
    Recorder recorder = new Recorder();
    send(streams, "a");
    replay(streams, "work", "again");
    replay(streams, "other", "foreign");
    send(streams, "b");
    run(streams, recorder);

    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 3);
    assertThat(recorder.worked())
        .extracting(StreamsContract::text)
        .containsExactly("a", "again", "b");
  }

  @Test
  void case502FollowersAndReadersHearNoReplay() {
    Streams streams = open(declarations(1));
    List<String> followed = Collections.synchronizedList(new ArrayList<>());
    running.add(streams.follow(in, Map.of(0, 0L)).subscribe(record -> followed.add(text(record))));
    send(streams, "a");
    replay(streams, "work", "again");
    send(streams, "b");
    replay(streams, "work", "last");

    await().atMost(PATIENCE).until(() -> followed.size() == 2);
    assertThat(followed).containsExactly("a", "b");
    assertThat(all(streams, in)).extracting(StreamsContract::text).containsExactly("a", "b");
  }

  /** A partition full of them is acknowledged, and calls no handler with nothing. */
  @Test
  void case503ForeignReplaysAreAcknowledged() {
    Declarations declarations = declarations(1, 5, 20);
    Streams streams = open(declarations);
    Recorder recorder = new Recorder();
    Flux.range(0, 40).doOnNext(number -> replay(streams, "other", "" + number)).blockLast(PATIENCE);
    run(streams, recorder);
    send(streams, "end");
    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 1);
    running.dispose();

    assertThat(recorder.calls()).isEqualTo(1);
    assertThat(recorder.largestBatch()).isEqualTo(1);
  }

  @Test
  void case504WhatDiesAgainNamesTheLetterItWas() {
    Streams streams = open(declarations(1));
    run(streams, new Recorder().before(batch -> Mono.error(unprocessable(batch.getFirst()))));
    replay(streams, "work", "bad");

    await().atMost(PATIENCE).until(() -> all(streams, dead).size() == 1);
    assertThat(all(streams, dead).getFirst().headers())
        .containsEntry(Replays.OF, "topic-0-7")
        .containsEntry(DeadLetter.FLOW, "work")
        .doesNotContainKey(Replays.FOR);
  }
}
