package io.penstock.payments.networks;

import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/** For tests that do something while a call is under way. */
public final class Futures {

  private Futures() {}

  /** Subscribes; cancelling the future cancels the call. A call without a value fails. */
  public static <T> CompletableFuture<T> begin(Mono<T> call) {
    CompletableFuture<T> future = new CompletableFuture<>();
    reactor.core.Disposable running =
        call.switchIfEmpty(Mono.error(new AssertionError("no value")))
            .subscribe(future::complete, future::completeExceptionally);
    future.whenComplete((value, error) -> {
      if (future.isCancelled()) {
        running.dispose();
      }
    });
    return future;
  }
}
