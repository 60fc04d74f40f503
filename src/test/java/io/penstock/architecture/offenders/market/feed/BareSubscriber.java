package io.penstock.architecture.offenders.market.feed;

import reactor.core.publisher.Flux;

/** Nobody ends what it began. */
public class BareSubscriber {

  public void begin() {
    Flux.just(1).subscribe();
  }
}
