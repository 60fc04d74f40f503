package io.penstock.payments.merchants;

import io.penstock.payments.merchants.Admission.Admitted;
import io.penstock.payments.merchants.Admission.Limited;
import io.penstock.payments.merchants.Admission.Repeated;
import io.penstock.payments.merchants.RateLimit.Quota;
import io.penstock.platform.redis.Redis;
import io.penstock.platform.resilience.Repeat;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Mono;

/**
 * Of each key in Redis: its bucket of tokens, and the nonces it has used. Both are asked in one
 * round trip, and by Redis's own clock, so that all processes agree. The keys of a key lie together
 * ({@code {pk_…}}), as a cluster wants it.
 */
final class RequestsCache implements AutoCloseable {

  private static final String PREFIX = "penstock:merchants:";

  /** What the script answers first. */
  private static final long LIMITED = 0;

  private static final long REPEATED = 1;

  /**
   * KEYS: when the bucket is full again, the nonce. ARGV: microseconds in which a token comes back,
   * and in which an empty bucket is full; how long the nonce is kept, in milliseconds. As {@link
   * RateLimit#take}; a request without a token leaves its nonce unused, one that was here before
   * takes no token.
   */
  @SuppressWarnings("rawtypes")
  private static final RedisScript<List> ADMIT =
      RedisScript.of(
          """
          local time = redis.call('TIME')
          local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
          local interval = tonumber(ARGV[1])
          local most = tonumber(ARGV[2])
          local missing = tonumber(redis.call('GET', KEYS[1]) or '0') - now
          missing = math.min(math.max(missing, 0), most)
          if missing + interval > most then
            return {0, missing}
          end
          if not redis.call('SET', KEYS[2], '', 'NX', 'PX', ARGV[3]) then
            return {1, missing}
          end
          missing = missing + interval
          redis.call('SET', KEYS[1], string.format('%.0f', now + missing), 'PX', math.ceil(missing / 1000))
          return {2, missing}
          """,
          List.class);

  private final Redis redis;
  private final String nonceKept;

  RequestsCache(Redis redis, Duration nonceKept) {
    this.redis = redis;
    this.nonceKept = Long.toString(nonceKept.toMillis());
  }

  /** Shape: one answer, or an error when Redis is away. */
  Mono<Admission> admit(KeyId key, RateLimit limit, UUID nonce) {
    List<String> keys =
        List.of(PREFIX + "rate:{" + key + "}", PREFIX + "nonce:{" + key + "}:" + nonce);
    List<String> arguments =
        List.of(
            Long.toString(limit.intervalMicros()), Long.toString(limit.burstMicros()), nonceKept);
    // Never repeated: a second try would find the nonce of the first.
    return redis
        .call(Repeat.NEVER, commands -> commands.execute(ADMIT, keys, arguments).next())
        .map(answer -> admission((Long) answer.get(0), limit.quota((Long) answer.get(1))));
  }

  /** Shape: completes, also when Redis is away: requests will find that out for themselves. */
  Mono<Void> connect() {
    return redis
        .call(Repeat.NEVER, commands -> commands.hasKey(PREFIX + "nobody"))
        .onErrorComplete()
        .then();
  }

  private static Admission admission(long verdict, Quota quota) {
    if (verdict == LIMITED) {
      return new Limited(quota);
    }
    return verdict == REPEATED ? new Repeated() : new Admitted(quota);
  }

  @Override
  public void close() {
    redis.close();
  }
}
