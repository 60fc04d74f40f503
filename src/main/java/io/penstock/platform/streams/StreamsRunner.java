package io.penstock.platform.streams;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/** Makes or checks the topics before anything uses them; at the end waits for work in hand. */
final class StreamsRunner implements SmartLifecycle {

  private static final int PHASE = 0;
  private static final Duration CONSUMERS_CLOSE_WITHIN = Duration.ofMillis(500);

  private final ReactorKafkaStreams streams;
  private final Duration leaveWithin;
  private volatile boolean running;

  StreamsRunner(ReactorKafkaStreams streams, StreamsProperties properties) {
    this.streams = streams;
    this.leaveWithin = properties.leaveTimeout().plus(CONSUMERS_CLOSE_WITHIN);
  }

  @Override
  public void start() {
    streams.ensureTopics().block();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    streams.flowsLeft().timeout(leaveWithin, Mono.empty()).block();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
