package io.penstock.market.fanout;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import java.security.Key;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keys that an issuer publishes as a JWK set (RFC 7517). Fetched when first needed, again when they
 * are old, and again when a token names a key that is not among them: that at most once a minute,
 * because anybody can name one. Keys that are held stay good while new ones cannot be had.
 */
final class PublishedKeys implements IssuerKeys {

  private static final Duration OLD = Duration.ofMinutes(10);
  private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

  /** Tried for one token. */
  private static final int MAX_CANDIDATES = 8;

  private final Mono<String> source;
  private final Clock clock;
  private final AtomicReference<@Nullable Fetch> last = new AtomicReference<>();
  private volatile @Nullable Held held;

  private record Held(JWKSet keys, Instant since) {}

  /** Shared by all who ask before the next one may begin. */
  private record Fetch(Mono<JWKSet> keys, Instant next) {}

  /**
   * @param source the set as JSON; asks the issuer each time it is subscribed
   */
  PublishedKeys(Mono<String> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Mono<List<Key>> candidates(JWSHeader header) {
    Held now = held;
    if (now == null) {
      return fetched().map(keys -> matching(keys, header));
    }
    List<Key> known = matching(now.keys(), header);
    boolean fresh = clock.instant().isBefore(now.since().plus(OLD));
    if (fresh && !known.isEmpty()) {
      return Mono.just(known);
    }
    Mono<List<Key>> newer = fetched().map(keys -> matching(keys, header));
    return known.isEmpty() ? newer : newer.onErrorReturn(known);
  }

  private Mono<JWKSet> fetched() {
    Instant now = clock.instant();
    Fetch before = last.get();
    if (before != null && now.isBefore(before.next())) {
      return before.keys();
    }
    Mono<JWKSet> keys =
        source
            .<JWKSet>handle((json, sink) -> {
              try {
                sink.next(JWKSet.parse(json));
              } catch (ParseException e) {
                sink.error(new IllegalStateException("the issuer's keys are no JWK set", e));
              }
            })
            .switchIfEmpty(Mono.error(() -> new IllegalStateException("the issuer sent no keys")))
            .doOnNext(set -> held = new Held(set, clock.instant()))
            .doOnError(e ->
                last.updateAndGet(fetch ->
                    fetch == null
                        ? null
                        : new Fetch(fetch.keys(), clock.instant().plus(AFTER_A_FAILURE))))
            .cache();
    return last.compareAndSet(before, new Fetch(keys, now.plus(BETWEEN_FETCHES)))
        ? keys
        : fetched();
  }

  private static List<Key> matching(JWKSet keys, JWSHeader header) {
    JWKMatcher matcher = JWKMatcher.forJWSHeader(header);
    if (matcher == null) {
      return List.of();
    }
    List<Key> matching = new ArrayList<>();
    for (JWK key : new JWKSelector(matcher).select(keys)) {
      if (key instanceof AsymmetricJWK asymmetric && matching.size() < MAX_CANDIDATES) {
        try {
          matching.add(asymmetric.toPublicKey());
        } catch (JOSEException e) {
          // A key that is broken fits no token.
          continue;
        }
      }
    }
    return matching;
  }
}
