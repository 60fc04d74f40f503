package io.penstock.market.fanout;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.security.Key;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keys that an issuer publishes as a JWK set (RFC 7517). Fetched when first needed, again when they
 * are old, and again when a token names a key that is not among them: that not before a pause has
 * gone by, because anybody can name one. Keys that are held stay good while new ones cannot be had.
 *
 * <p>That there is no such key is only said of a set that was asked for after the token came: an
 * older one may lack a key that has just been published.
 */
final class PublishedKeys implements IssuerKeys {

  private static final Duration OLD = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** Far longer than a fetch may take: who comes meanwhile waits for it. */
  private static final Duration LONGEST_FETCH = Duration.ofMinutes(1);

  /** Tried for one token. */
  private static final int MAX_CANDIDATES = 8;

  private final Mono<String> source;
  private final Clock clock;
  private final Consumer<Throwable> failed;
  private final AtomicReference<@Nullable Fetch> last = new AtomicReference<>();
  private volatile @Nullable Held held;

  private record Held(JWKSet keys, Instant since) {}

  /** Shared by all who ask before the next one may begin. */
  private record Fetch(Mono<JWKSet> keys, Instant next) {}

  /**
   * @param source the set as JSON; asks the issuer each time it is subscribed
   * @param failed told once for each time that the keys could not be had
   */
  PublishedKeys(Mono<String> source, Clock clock, Consumer<Throwable> failed) {
    this.source = source;
    this.clock = clock;
    this.failed = failed;
  }

  @Override
  public Mono<List<Key>> candidates(JWSHeader header) {
    Held now = held;
    List<Key> known = now == null ? List.of() : matching(now.keys(), header);
    if (now != null && !known.isEmpty() && clock.instant().isBefore(now.since().plus(OLD))) {
      return Mono.just(known);
    }
    Fetch before = last.get();
    if (before != null && clock.instant().isBefore(before.next())) {
      return among(before.keys(), header, known)
          .filter(keys -> !keys.isEmpty())
          .switchIfEmpty(Mono.error(NotKnownYetException::new));
    }
    Mono<JWKSet> newer = fetch();
    return last.compareAndSet(before, new Fetch(newer, clock.instant().plus(LONGEST_FETCH)))
        ? among(newer, header, known)
        : candidates(header);
  }

  private static Mono<List<Key>> among(Mono<JWKSet> keys, JWSHeader header, List<Key> known) {
    Mono<List<Key>> matching = keys.map(set -> matching(set, header));
    return known.isEmpty() ? matching : matching.onErrorReturn(known);
  }

  private Mono<JWKSet> fetch() {
    return source
        .<JWKSet>handle((json, sink) -> {
          try {
            sink.next(usable(json));
          } catch (ParseException e) {
            sink.error(new IllegalStateException("the issuer's keys are no JWK set", e));
          }
        })
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("the issuer sent no keys")))
        .doOnNext(set -> held = new Held(set, clock.instant()))
        .doOnError(failed)
        .doOnTerminate(() ->
            last.updateAndGet(fetch ->
                fetch == null ? null : new Fetch(fetch.keys(), clock.instant().plus(PAUSE))))
        .cache();
  }

  /** Keys that cannot be read are for somebody else (RFC 7517 section 5). */
  private static JWKSet usable(String json) throws ParseException {
    Object published = JSONObjectUtils.parse(json).get("keys");
    if (!(published instanceof List<?> all)) {
      throw new ParseException("a JWK set has keys", 0);
    }
    List<JWK> usable = new ArrayList<>();
    for (Object each : all) {
      try {
        usable.add(JWK.parse(JSONObjectUtils.toJSONString(members(each))));
      } catch (ParseException | IllegalArgumentException e) {
        continue;
      }
    }
    if (usable.isEmpty() && !all.isEmpty()) {
      throw new ParseException("no key can be read", 0);
    }
    return new JWKSet(usable);
  }

  private static Map<String, Object> members(@Nullable Object key) throws ParseException {
    if (!(key instanceof Map<?, ?> map)) {
      throw new ParseException("a key is a JSON object", 0);
    }
    Map<String, Object> members = new HashMap<>();
    map.forEach((name, value) -> members.put(String.valueOf(name), value));
    return members;
  }

  /** The issuer may have published the key by now, but it is too soon to ask again. */
  static final class NotKnownYetException extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotKnownYetException() {
      super("no key of the issuer fits, and it is too soon to ask it again", null, false, false);
    }
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
