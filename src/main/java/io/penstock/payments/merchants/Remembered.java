package io.penstock.payments.merchants;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Rows in memory for a while, also those that are not there. Who asks for one that is being read
 * waits for that reading; an error is forgotten at once. When full, the least asked for go.
 *
 * @param <K> of a row
 * @param <V> what is made of it
 */
final class Remembered<K, V> {

  private final Cache<K, Mono<Optional<V>>> memory;
  private final Function<K, Mono<V>> read;

  /**
   * @param kept after the reading has begun
   * @param read empty: there is no such row
   */
  Remembered(int most, Duration kept, Ticker time, Function<K, Mono<V>> read) {
    this.memory =
        Caffeine.newBuilder()
            .maximumSize(most)
            .expireAfterWrite(kept)
            .ticker(time)
            .executor(Runnable::run)
            .build();
    this.read = read;
  }

  /** Shape: the row, or empty where there is none, or the error of reading it. */
  Mono<V> get(K key) {
    return Mono.defer(() -> memory.get(key, this::reading)).flatMap(Mono::justOrEmpty);
  }

  /** Reads it anew when it is asked for next. */
  void forget(K key) {
    memory.invalidate(key);
  }

  private Mono<Optional<V>> reading(K key) {
    return read.apply(key)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .doOnError(error -> memory.invalidate(key))
        .cache();
  }
}
