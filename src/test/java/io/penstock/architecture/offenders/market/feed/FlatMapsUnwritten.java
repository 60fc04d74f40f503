package io.penstock.architecture.offenders.market.feed;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs 256 at once, because nobody said how many. */
public class FlatMapsUnwritten {

  public Flux<Integer> values() {
    return Flux.just(1).flatMap(Mono::just);
  }
}
