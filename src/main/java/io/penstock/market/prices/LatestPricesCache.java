package io.penstock.market.prices;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Times;
import io.penstock.platform.redis.Redis;
import io.penstock.platform.resilience.Repeat;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Decimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Last prices in Redis: one hash, a field for each listing, its value JSON. A value of another
 * shape gets a key of another version, so that two versions of Penstock can run beside each other.
 *
 * <p>Values are merged inside Redis: what is not told leaves what is known, so a writer that begins
 * with a trade does not wipe out the bid. And what is older than the known value is refused, by the
 * offset in the feed topic: a writer whose partition went to another one, and who does not know it
 * yet, changes nothing.
 */
final class LatestPricesCache {

  /** Cluster-safe: a script touches this one key. */
  private static final String KEY = "penstock:market:prices:v1";

  /**
   * Of the whole hash after its last write, and of a listing of which nothing is heard any more.
   */
  static final Duration KEPT = Duration.ofDays(30);

  /** Listings at most; more than all exchanges list that one deployment reads. */
  static final int MOST = 50_000;

  /** Redis does nothing else while a script runs: about 2 ms for so many. */
  static final int MOST_AT_ONCE = 200;

  private static final int SCANNED_AT_ONCE = 1_000;

  /** Answers how many were refused because they were older, or because the hash is full. */
  private static final RedisScript<Long> WRITE =
      RedisScript.of(
          """
          local room = tonumber(ARGV[2]) - redis.call('HLEN', KEYS[1])
          local refused = 0
          for i = 3, #ARGV, 2 do
            local news = cjson.decode(ARGV[i + 1])
            local text = redis.call('HGET', KEYS[1], ARGV[i])
            local readable, known = pcall(cjson.decode, text or '{}')
            if not readable or type(known) ~= 'table' then
              known = {}
            end
            local older
            if known.topic == news.topic then
              older = tonumber(news.offset) < tonumber(known.offset)
            elseif known.seen then
              older = tonumber(news.seen) < tonumber(known.seen)
            end
            if older or (not text and room < 1) then
              refused = refused + 1
            else
              for field, value in pairs(news) do
                known[field] = value
              end
              redis.call('HSET', KEYS[1], ARGV[i], cjson.encode(known))
              if not text then
                room = room - 1
              end
            end
          end
          redis.call('PEXPIRE', KEYS[1], ARGV[1])
          return refused
          """,
          Long.class);

  /** Takes out fields whose value is still the one that was read. */
  private static final RedisScript<Long> REMOVE =
      RedisScript.of(
          """
          local removed = 0
          for i = 1, #ARGV, 2 do
            if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
              removed = removed + redis.call('HDEL', KEYS[1], ARGV[i])
            end
          end
          return removed
          """,
          Long.class);

  // Made beforehand: Jackson may wait for a lock when it meets a type for the first time.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();
  private static final ObjectWriter WRITER = JSON.writerFor(Value.class);
  private static final ObjectReader READER = JSON.readerFor(Value.class);

  private final Redis redis;
  private final Telemetry telemetry;

  LatestPricesCache(Redis redis, Telemetry telemetry) {
    this.redis = redis;
    this.telemetry = telemetry;
  }

  /**
   * Merges news into what is known, at most {@link #MOST_AT_ONCE}; writing them twice changes
   * nothing.
   *
   * <p>Shape: how many were refused, or an error.
   */
  Mono<Long> write(List<PriceNews> news) {
    return redis.call(
        Repeat.SAFE,
        commands -> {
          List<String> arguments = new ArrayList<>(2 + 2 * news.size());
          arguments.add(Long.toString(KEPT.toMillis()));
          arguments.add(Integer.toString(MOST));
          for (PriceNews one : news) {
            arguments.add(one.listing().toString());
            arguments.add(WRITER.writeValueAsString(Value.of(one)));
          }
          return commands.execute(WRITE, List.of(KEY), arguments).next();
        });
  }

  /** Those of the listings of which a price is known. */
  Mono<Map<Listing, LastPrice>> read(List<Listing> listings) {
    if (listings.isEmpty()) {
      return Mono.just(Map.of());
    }
    List<String> fields = listings.stream().map(Listing::toString).toList();
    return redis.call(
        Repeat.SAFE,
        commands ->
            commands
                .<String, String>opsForHash()
                .multiGet(KEY, fields)
                .map(values -> {
                  Map<Listing, LastPrice> found = new HashMap<>();
                  for (int i = 0; i < fields.size(); i++) {
                    lastPrice(fields.get(i), values.get(i))
                        .ifPresent(price -> found.put(price.listing(), price));
                  }
                  return found;
                }));
  }

  /** All, at most {@link #MOST}; a price that changes meanwhile comes once, old or new. */
  Mono<Map<Listing, LastPrice>> readAll() {
    return redis.call(
        Repeat.SAFE,
        commands ->
            scan(commands)
                .flatMapIterable(
                    field -> lastPrice(field.getKey(), field.getValue()).stream().toList())
                .collectMap(LastPrice::listing));
  }

  /** Takes out what was last heard of before an instant; answers how many. */
  Mono<Long> forget(Instant before) {
    long beforeNs = Times.toEpochNanos(before);
    return redis.call(
        Repeat.SAFE,
        commands ->
            scan(commands)
                .filter(field ->
                    parsed(field.getValue())
                        .map(value -> Long.parseLong(value.seen()) < beforeNs)
                        .orElse(true))
                .buffer(MOST_AT_ONCE)
                .concatMap(old ->
                    commands.execute(
                        REMOVE,
                        List.of(KEY),
                        old.stream()
                            .flatMap(field -> List.of(field.getKey(), field.getValue()).stream())
                            .toList()))
                .reduce(0L, Long::sum));
  }

  /** All fields, some of them twice. */
  private static Flux<Map.Entry<String, String>> scan(ReactiveStringRedisTemplate commands) {
    return commands
        .<String, String>opsForHash()
        .scan(KEY, ScanOptions.scanOptions().count(SCANNED_AT_ONCE).build())
        .take(2L * MOST);
  }

  /** Empty when nothing is there, or nothing but a state of the feed, or nothing readable. */
  private Optional<LastPrice> lastPrice(String field, @Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      int at = field.lastIndexOf('@');
      Listing listing = Listing.of(field.substring(0, at), field.substring(at + 1));
      return parsed(text).flatMap(value -> value.lastPrice(listing));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      telemetry.report(PricesOccurrence.LatestPriceUnreadable.INSTANCE);
      return Optional.empty();
    }
  }

  private Optional<Value> parsed(String text) {
    try {
      return Optional.of(READER.readValue(text));
    } catch (JacksonException | IllegalArgumentException e) {
      telemetry.report(PricesOccurrence.LatestPriceUnreadable.INSTANCE);
      return Optional.empty();
    }
  }

  /**
   * The JSON of a field. Everything is text, since Lua knows no exact numbers; times are
   * nanoseconds since 1970, of which it compares to a quarter of a microsecond.
   */
  record Value(
      @Nullable String price,
      @Nullable String bid,
      @Nullable String ask,
      @Nullable String open24h,
      @Nullable String volume24h,
      @Nullable String time,
      @Nullable String received,
      @Nullable String status,
      String topic,
      String offset,
      String seen) {

    static Value of(PriceNews news) {
      Times times = news.times();
      return new Value(
          text(news.price()),
          text(news.bid()),
          text(news.ask()),
          text(news.open24h()),
          text(news.volume24h()),
          times == null ? null : Long.toString(Times.toEpochNanos(times.time())),
          times == null ? null : Long.toString(Times.toEpochNanos(times.received())),
          text(news.status()),
          news.source().topicId(),
          Long.toString(news.source().offset()),
          Long.toString(Times.toEpochNanos(news.seen())));
    }

    Optional<LastPrice> lastPrice(Listing listing) {
      return time == null || received == null
          ? Optional.empty()
          : Optional.of(
              new LastPrice(
                  listing,
                  decimal(price),
                  decimal(bid),
                  decimal(ask),
                  decimal(open24h),
                  decimal(volume24h),
                  Times.of(instant(time), instant(received)),
                  status == null ? FeedState.Status.LIVE : FeedState.Status.valueOf(status)));
    }

    private static @Nullable String text(@Nullable Object value) {
      return value == null ? null : value.toString();
    }

    private static @Nullable Decimal decimal(@Nullable String text) {
      return text == null ? null : Decimal.parse(text);
    }

    private static Instant instant(String nanos) {
      return Times.ofEpochNanos(Long.parseLong(nanos));
    }
  }
}
