package io.penstock.architecture.offenders.market.feed;

import reactor.core.publisher.Flux;

/** Drops elements and their errors. */
public class ContinuesOnError {

  public Flux<Integer> values() {
    return Flux.just(1).onErrorContinue((error, value) -> {});
  }
}
