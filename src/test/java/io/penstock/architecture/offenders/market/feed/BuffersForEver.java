package io.penstock.architecture.offenders.market.feed;

import reactor.core.publisher.Flux;

/** Holds whatever comes. */
public class BuffersForEver {

  public Flux<Integer> values() {
    return Flux.just(1).onBackpressureBuffer();
  }
}
