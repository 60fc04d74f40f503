package io.penstock.architecture.offenders.market.feed;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Blocks. */
public class BlocksOnMono {

  public @Nullable String value() {
    return Mono.just("value").block();
  }
}
