package io.penstock.architecture.offenders.market.feed;

import java.util.concurrent.CompletableFuture;

/** Blocks in a lambda. */
public class JoinsAFuture {

  public Runnable later(CompletableFuture<String> future) {
    return () -> future.join();
  }
}
