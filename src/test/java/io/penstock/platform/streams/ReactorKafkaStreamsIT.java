package io.penstock.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.TestServers;
import io.penstock.embedded.KafkaServer;
import io.penstock.platform.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

class ReactorKafkaStreamsIT extends StreamsContract {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<ReactorKafkaStreams> opened = new ArrayList<>();

  @AfterEach
  void close() {
    running.dispose();
    opened.forEach(streams -> streams.flowsLeft().block(PATIENCE));
    opened.forEach(ReactorKafkaStreams::close);
  }

  @Nested
  class Sending extends SendingContract {
    @Override
    Streams open(Declarations declarations) {
      return ReactorKafkaStreamsIT.this.open(declarations);
    }
  }

  @Nested
  class Flows extends FlowsContract {
    @Override
    Streams open(Declarations declarations) {
      return ReactorKafkaStreamsIT.this.open(declarations);
    }
  }

  @Nested
  class Failures extends FailuresContract {
    @Override
    Streams open(Declarations declarations) {
      return ReactorKafkaStreamsIT.this.open(declarations);
    }
  }

  @Nested
  class Replayed extends ReplaysContract {
    @Override
    Streams open(Declarations declarations) {
      return ReactorKafkaStreamsIT.this.open(declarations);
    }
  }

  @Nested
  class Reading extends ReadingContract {
    @Override
    Streams open(Declarations declarations) {
      return ReactorKafkaStreamsIT.this.open(declarations);
    }
  }

  @Override
  ReactorKafkaStreams open(Declarations declarations) {
    return open(declarations, TestServers.kafka());
  }

  private ReactorKafkaStreams open(Declarations declarations, String servers) {
    ReactorKafkaStreams streams =
        new ReactorKafkaStreams(
            declarations,
            properties(servers),
            new Telemetry(meters),
            RandomGenerator.of("L64X128MixRandom"));
    opened.add(streams);
    streams.ensureTopics().block(PATIENCE);
    return streams;
  }

  static StreamsProperties properties(String servers) {
    return new StreamsProperties(
        List.of(servers),
        Duration.ofSeconds(20),
        (short) 1,
        Duration.ofSeconds(2),
        "",
        new StreamsProperties.Send(
            4096, DataSize.ofMegabytes(16), DataSize.ofKilobytes(64), Duration.ofSeconds(10)),
        Map.of());
  }

  @Test
  void holdsNoMoreThanInFlightWhileTheWorkWaits() {
    Streams streams = open(declarations(4, 5, 20));
    Sinks.Empty<Void> gate = Sinks.empty();
    Recorder recorder = new Recorder().before(batch -> gate.asMono());
    streams
        .send(Flux.range(0, 3000).map(number -> outgoing("key-" + number, "" + number)))
        .block(PATIENCE);
    run(streams, recorder);

    await()
        .atMost(PATIENCE)
        .until(() -> meters.get("penstock.streams.in.flight").gauge().value() == 20);
    await().atMost(PATIENCE).until(() -> recorder.calls() >= 1);
    assertThat(recorder.largestBatch()).isLessThanOrEqualTo(5);
    assertThat(meters.get("penstock.streams.in.flight").gauge().value()).isEqualTo(20);

    gate.tryEmitEmpty();
    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 3000);
    await()
        .atMost(PATIENCE)
        .until(() -> meters.get("penstock.streams.in.flight").gauge().value() == 0);
  }

  @Test
  void countsDeadLettersByFlow() {
    Streams streams = open(declarations(1));
    Recorder recorder = new Recorder().before(batch -> Mono.error(unprocessable(batch.getFirst())));
    send(streams, "bad");
    run(streams, recorder);
    await().atMost(PATIENCE).until(() -> all(streams, dead).size() == 1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    meters
                        .get("penstock.streams.dead.letters")
                        .tag("flow", "work")
                        .counter()
                        .count())
                .isEqualTo(1));
  }

  @Test
  void refusesAnotherNumberOfPartitions() {
    open(declarations(2));
    assertThatThrownBy(() -> open(declarations(3)))
        .isInstanceOf(DeclarationException.class)
        .hasMessage(
            "Topic "
                + in
                + " has 2 partitions, streams/*.yaml says 3: say 2, or declare the topic's next version,"
                + " because keys must not move.");
  }

  @Test
  void altersSettingsThatDiffer() {
    open(declarations(1));
    TopicDeclaration was = topic(in, 1, Duration.ZERO);
    TopicDeclaration longer =
        new TopicDeclaration(
            in,
            was.about(),
            was.key(),
            1,
            null,
            was.cleanup(),
            was.compression(),
            was.linger(),
            was.schema());
    open(Declarations.of(List.of(longer), List.of()));
    assertThat(meters.get("penstock.streams.topics.altered").counter().count()).isEqualTo(1);
    open(Declarations.of(List.of(longer), List.of()));
    assertThat(meters.get("penstock.streams.topics.altered").counter().count()).isEqualTo(1);
  }

  @Test
  void saysThatNoBrokerIsThere() {
    StreamsProperties nobody =
        new StreamsProperties(
            List.of("127.0.0.1:" + TestServers.freePort()),
            Duration.ofSeconds(1),
            (short) 1,
            Duration.ofSeconds(1),
            "",
            properties("x:1").send(),
            Map.of());
    ReactorKafkaStreams streams =
        new ReactorKafkaStreams(
            declarations(1), nobody, new Telemetry(meters), RandomGenerator.getDefault());
    opened.add(streams);
    assertThatThrownBy(() -> streams.ensureTopics().block(PATIENCE))
        .isInstanceOf(DeclarationException.class)
        .hasMessage(
            "No broker at "
                + nobody.bootstrapServers().getFirst()
                + " made the topics within 1 s: start it, or mend penstock.streams.bootstrap-servers.");
  }

  @Test
  void flowAndFollowerSurviveABrokerThatGoesAndComesBack(@TempDir Path directory) throws Exception {
    int port = TestServers.freePort();
    int controllerPort = TestServers.freePort();
    KafkaServer broker = KafkaServer.start(directory, port, controllerPort);
    Recorder recorder = new Recorder();
    Set<String> followed = new HashSet<>();
    ReactorKafkaStreams streams = open(declarations(2), broker.bootstrapServers());
    run(streams, recorder);
    running.add(
        streams
            .follow(in, Map.of(0, 0L, 1, 0L))
            .subscribe(record -> followed.add(record.partition() + text(record))));
    streams
        .send(Flux.range(0, 100).map(number -> outgoing("key-" + number, "" + number)))
        .block(PATIENCE);
    await().atMost(PATIENCE).until(() -> recorder.worked().size() == 100 && followed.size() == 100);

    broker.close();
    KafkaServer back = KafkaServer.start(directory, port, controllerPort);
    try {
      streams
          .send(Flux.range(100, 100).map(number -> outgoing("key-" + number, "" + number)))
          .retryWhen(Retry.fixedDelay(20, Duration.ofMillis(500)))
          .block(PATIENCE);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(recorder.worked().stream().map(StreamsContract::text).distinct())
                  .containsExactlyInAnyOrderElementsOf(
                      IntStream.range(0, 200).mapToObj(i -> "" + i).toList()));
      await().atMost(PATIENCE).until(() -> followed.size() == 200);
      assertThat(all(streams, dead)).isEmpty();
    } finally {
      running.dispose();
      streams.flowsLeft().block(PATIENCE);
      back.close();
    }
  }
}
