package io.penstock.market.feed;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Asks everything that runs to end in order. Given once. */
final class StopSignal {

  private final Sinks.Empty<Void> sink = Sinks.empty();
  private volatile boolean isGiven;

  void give() {
    isGiven = true;
    sink.tryEmitEmpty();
  }

  boolean isGiven() {
    return isGiven;
  }

  /** Completes when it is given, at once if it was. */
  Mono<Void> given() {
    return sink.asMono();
  }
}
