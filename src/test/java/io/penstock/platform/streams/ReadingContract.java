package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Cases 4xx: reading without a group. */
abstract class ReadingContract extends StreamsContract {

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
    StepVerifier.create(open(declarations(1)).describe("no.topic.v1"))
        .expectError()
        .verify(PATIENCE);
  }

  @Test
  void case408FindsOffsetsByTime() {
    Streams streams = open(declarations(2));
    sendTo(streams, 0, "a");
    StreamRecord sent = result(streams.read(new PartitionId(in, 0), 0, 1).next());
    assertThat(streams.offsetsAt(in, sent.timestamp()).block(PATIENCE))
        .isEqualTo(Map.of(0, 0L, 1, 0L));
    assertThat(streams.offsetsAt(in, sent.timestamp().plusMillis(1)).block(PATIENCE))
        .isEqualTo(Map.of(0, 1L, 1, 0L));
  }

  private static void assertReads(Flux<StreamRecord> read, String... values) {
    assertThat(read.map(StreamsContract::text).collectList().block(PATIENCE))
        .containsExactly(values);
  }
}
