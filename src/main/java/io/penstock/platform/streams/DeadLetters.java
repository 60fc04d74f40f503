package io.penstock.platform.streams;

import io.penstock.platform.streams.StreamsOccurrence.DeadLettered;
import io.penstock.platform.telemetry.Telemetry;
import reactor.core.publisher.Mono;

/**
 * Where flows and feeds put what they cannot work. Nothing is dropped in silence: each letter is
 * counted and told.
 */
public class DeadLetters {

  private final Streams streams;
  private final Telemetry telemetry;

  public DeadLetters(Streams streams, Telemetry telemetry) {
    this.streams = streams;
    this.telemetry = telemetry;
  }

  /**
   * Completes when the broker has it; fails as {@link Streams#send} does, and then nothing is
   * counted.
   */
  public Mono<Void> add(DeadLetter letter) {
    return streams
        .send(Mono.fromSupplier(letter::outgoing))
        .then(
            Mono.fromRunnable(() ->
                telemetry.report(
                    new DeadLettered(
                        letter.flow(), letter.kind(), letter.origin(), letter.cause()))));
  }
}
