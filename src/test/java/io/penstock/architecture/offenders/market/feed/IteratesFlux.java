package io.penstock.architecture.offenders.market.feed;

import reactor.core.publisher.Flux;

/** Blocks in the iterator. */
public class IteratesFlux {

  public Iterable<Integer> values() {
    return Flux.just(1).toIterable();
  }
}
