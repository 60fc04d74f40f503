package io.penstock.payments.merchants;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.penstock.payments.merchants.Admission.Admitted;
import io.penstock.payments.merchants.Admission.Limited;
import io.penstock.payments.merchants.Admission.Repeated;
import io.penstock.payments.merchants.MerchantsOccurrence.RedisAway;
import io.penstock.payments.merchants.MerchantsOccurrence.RedisBack;
import io.penstock.payments.merchants.MerchantsOccurrence.WithoutRedis;
import io.penstock.payments.merchants.RateLimit.Quota;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.resilience.OverloadedException;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;

/**
 * Lets a request in once, and no more of them than its key may bring. Redis decides; while it is
 * away, PostgreSQL about nonces, and each process by itself about how many. With neither, nobody
 * comes in.
 */
final class Admissions {

  /** More keys than this at once have fresh buckets while Redis is away. */
  private static final int MOST_BUCKETS = 10_000;

  private static final Duration BUCKET_KEPT = Duration.ofMinutes(5);

  /** Of PostgreSQL's answer: longer than any that is there takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final RequestsCache cache;
  private final NonceTable table;
  private final NonceMemory memory;
  private final Duration noncesKept;
  private final Clock clock;
  private final Telemetry telemetry;
  private final Cache<String, Long> buckets =
      Caffeine.newBuilder()
          .maximumSize(MOST_BUCKETS)
          .expireAfterAccess(BUCKET_KEPT)
          .executor(Runnable::run)
          .build();
  private final AtomicBoolean away = new AtomicBoolean();
  private final AtomicReference<Instant> lastWithoutRedis = new AtomicReference<>(Instant.MIN);

  Admissions(
      RequestsCache cache,
      NonceTable table,
      NonceMemory memory,
      Duration noncesKept,
      Clock clock,
      Telemetry telemetry) {
    this.cache = cache;
    this.table = table;
    this.memory = memory;
    this.noncesKept = noncesKept;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** Shape: one answer, or {@link SignatureProblem#UNAVAILABLE}. */
  Mono<Admission> admit(SigningKey key, UUID nonce) {
    return Mono.defer(() -> {
      if (memory.holds(key.id(), nonce)) {
        return Mono.just(new Repeated());
      }
      return cache
          .admit(key.id(), key.limit(), nonce)
          .doOnNext(answer -> back())
          .flatMap(answer -> askedTwice(key, nonce, answer))
          .onErrorResume(error -> withoutRedis(key, nonce, error))
          .map(answer -> remembered(key, nonce, answer));
    });
  }

  /** The last word: nobody in this process has let it in meanwhile. */
  private Admission remembered(SigningKey key, UUID nonce, Admission answer) {
    return answer instanceof Admitted && !memory.add(key.id(), nonce) ? new Repeated() : answer;
  }

  /** For as long as PostgreSQL may know nonces that Redis does not. */
  private Mono<Admission> askedTwice(SigningKey key, UUID nonce, Admission answer) {
    boolean isSettled = clock.instant().minus(noncesKept).isAfter(lastWithoutRedis.get());
    return isSettled || !(answer instanceof Admitted(Quota quota))
        ? Mono.just(answer)
        : asTableSays(key, nonce, quota);
  }

  private Mono<Admission> withoutRedis(SigningKey key, UUID nonce, Throwable error) {
    if (error instanceof ApiException || error instanceof OverloadedException) {
      return Mono.error(error instanceof ApiException ? error : unavailable());
    }
    if (!away.getAndSet(true)) {
      telemetry.report(new RedisAway(error.getClass().getSimpleName()));
    }
    telemetry.report(new WithoutRedis());
    lastWithoutRedis.set(clock.instant());
    Admission answer = locally(key);
    return answer instanceof Admitted(Quota quota)
        ? asTableSays(key, nonce, quota)
        : Mono.just(answer);
  }

  private Mono<Admission> asTableSays(SigningKey key, UUID nonce, Quota quota) {
    return table
        .add(key.id(), nonce, clock.instant().plus(noncesKept))
        .timeout(PATIENCE)
        .onErrorMap(error -> unavailable())
        .map(isNew -> isNew ? new Admitted(quota) : new Repeated());
  }

  private Admission locally(SigningKey key) {
    RateLimit limit = key.limit();
    Instant time = clock.instant();
    long now = time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    boolean[] taken = {false};
    long fullAt =
        buckets
            .asMap()
            .compute(
                key.id().text(),
                (id, before) -> {
                  long known = before == null ? now : Math.max(before, now);
                  long after = limit.take(known, now);
                  taken[0] = after > known;
                  return after;
                });
    Quota quota = limit.quota(fullAt - now);
    return taken[0] ? new Admitted(quota) : new Limited(quota);
  }

  private void back() {
    if (away.get() && away.getAndSet(false)) {
      telemetry.report(new RedisBack());
    }
  }

  private static ApiException unavailable() {
    return SignatureProblem.UNAVAILABLE.exception();
  }
}
