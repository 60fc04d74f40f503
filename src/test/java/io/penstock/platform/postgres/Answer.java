package io.penstock.platform.postgres;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** What a {@code Mono} that was subscribed came to so far. */
final class Answer<T> {

  private final Disposable subscription;
  private @Nullable T value;
  private @Nullable Throwable error;

  Answer(Mono<T> mono) {
    subscription = mono.subscribe(given -> value = given, failure -> error = failure);
  }

  boolean isGiven() {
    return value != null || error != null;
  }

  T value() {
    return Objects.requireNonNull(value, () -> "no value, but " + error);
  }

  Throwable error() {
    return Objects.requireNonNull(error, () -> "no error, but " + value);
  }

  void cancel() {
    subscription.dispose();
  }
}
