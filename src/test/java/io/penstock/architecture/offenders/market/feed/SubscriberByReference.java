package io.penstock.architecture.offenders.market.feed;

import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/** Hides the subscription in a method reference. */
public class SubscriberByReference {

  public Consumer<Mono<String>> begin() {
    return Mono::subscribe;
  }
}
