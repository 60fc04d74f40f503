package io.penstock.platform.streams;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/** Makes or checks the topics before anything uses them; at the end waits for work in hand. */
final class StreamsRunner implements SmartLifecycle {

  private static final int PHASE = 0;
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(6);

  private final ReactorKafkaStreams streams;
  private volatile boolean running;

  StreamsRunner(ReactorKafkaStreams streams) {
    this.streams = streams;
  }

  @Override
  public void start() {
    streams.ensureTopics().block();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    streams.flowsLeft().timeout(LEAVE_WITHIN, Mono.empty()).block();
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
