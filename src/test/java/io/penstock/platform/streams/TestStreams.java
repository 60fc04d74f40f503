package io.penstock.platform.streams;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.TestServers;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Streams over the tests' broker for tests of other modules. */
public final class TestStreams {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private TestStreams() {}

  /** Topics and flows of a test's own. */
  public static Declarations declarations(
      List<TopicDeclaration> topics, List<FlowDeclaration> flows) {
    return Declarations.of(topics, flows);
  }

  /** With all topics made; to be closed by {@link #close}. */
  public static Streams open(Declarations declarations) {
    ReactorKafkaStreams streams =
        new ReactorKafkaStreams(
            declarations,
            ReactorKafkaStreamsIT.properties(TestServers.kafka()),
            new Telemetry(new SimpleMeterRegistry()),
            RandomGenerator.of("L64X128MixRandom"));
    streams.ensureTopics().block(PATIENCE);
    return streams;
  }

  /** After all its flows were cancelled. */
  public static void close(Streams opened) {
    ReactorKafkaStreams streams = (ReactorKafkaStreams) opened;
    streams.flowsLeft().block(PATIENCE);
    streams.close();
  }
}
