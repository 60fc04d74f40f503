package io.penstock.architecture.offenders.market.feed.coinbase;

import reactor.core.publisher.Mono;

/** A parser waits for nothing. */
public class ImpureParser {

  public Mono<String> parse(String text) {
    return Mono.just(text);
  }
}
