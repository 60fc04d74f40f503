package io.penstock.market.prices;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.TestServers;
import io.penstock.embedded.Programs;
import io.penstock.embedded.RedisServer;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.redis.TestRedis;
import io.penstock.platform.resilience.Repeat;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Decimal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Last prices on a Redis that is stopped and started, emptied and written by several at once. */
class LatestPricesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String KEY = "penstock:market:prices:v1";
  private static final Listing BTC = Listing.of("BTC-USD", "coinbase");
  private static final Listing ETH = Listing.of("ETH-USD", "kraken");
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00.123456789Z");

  private static final int PORT = TestServers.freePort();
  private static final TestRedis connection = TestRedis.at(PORT);
  private static @Nullable RedisServer server;

  @TempDir static Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Telemetry telemetry = new Telemetry(meters);
  private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
  private final LatestPricesCache cache = new LatestPricesCache(connection.redis(), telemetry);
  private final Prices prices = new Prices(cache);

  @BeforeAll
  static void start() {
    startServer();
  }

  @AfterAll
  static void stop() {
    connection.close();
    stopServer();
  }

  @BeforeEach
  void empty() {
    deleteAll();
  }

  @Test
  void readsBackWhatWasTold() {
    LatestPrices latest = latest();
    latest.offer(quote(BTC, NOON, "61820.98", "61821.00", null), at(1));
    latest.offer(trade(BTC, NOON.plusNanos(5), "61820.9900"), at(2));
    latest.offer(state(BTC, FeedState.Status.STALE, NOON.plusSeconds(1)), at(3));
    flush(latest, true);

    assertThat(prices.of(BTC).block(PATIENCE))
        .isEqualTo(
            new LastPrice(
                BTC,
                Decimal.parse("61820.9900"),
                Decimal.parse("61820.98"),
                Decimal.parse("61821.00"),
                Decimal.parse("60000"),
                Decimal.parse("1234.5"),
                Times.of(NOON.plusNanos(5), NOON.plusNanos(5)),
                FeedState.Status.STALE));
    assertThat(Objects.requireNonNull(prices.of(BTC).block(PATIENCE)).price())
        .hasToString("61820.9900");
  }

  @Test
  void answersThoseThatAreKnown() {
    LatestPrices latest = latest();
    latest.offer(trade(BTC, NOON, "1"), at(1));
    latest.offer(trade(ETH, NOON, "2"), at(2));
    // Nothing but a state: no price is made up for it.
    latest.offer(state(Listing.of("SOL-USD", "kraken"), FeedState.Status.LIVE, NOON), at(3));
    flush(latest, true);

    assertThat(prices.of(Listing.of("XYZ-USD", "kraken")).blockOptional(PATIENCE)).isEmpty();
    assertThat(prices.of(List.of()).block(PATIENCE)).isEmpty();
    assertThat(
            prices
                .of(
                    List.of(
                        ETH, Listing.of("SOL-USD", "kraken"), Listing.of("ETH-USD", "coinbase")))
                .block(PATIENCE))
        .containsOnlyKeys(ETH);
    assertThat(prices.all().block(PATIENCE)).containsOnlyKeys(BTC, ETH);
  }

  @Test
  void writerThatBeginsWithATradeLeavesWhatIsKnown() {
    LatestPrices first = latest();
    first.offer(quote(BTC, NOON, "10", "11", "10.5"), at(1));
    flush(first, true);
    LatestPrices afterRestart = latest();
    afterRestart.offer(trade(BTC, NOON.plusSeconds(1), "12"), at(2));
    flush(afterRestart, true);

    LastPrice price = Objects.requireNonNull(prices.of(BTC).block(PATIENCE));
    assertThat(price.price()).hasToString("12");
    assertThat(price.bid()).hasToString("10");
    assertThat(price.open24h()).hasToString("60000");
  }

  @Test
  void writerWhosePartitionWentToAnotherChangesNothing() {
    LatestPrices old = latest();
    old.offer(trade(BTC, NOON.plusSeconds(9), "1"), at(7));
    LatestPrices owner = latest();
    owner.offer(trade(BTC, NOON, "2"), at(8));
    flush(owner, true);
    flush(old, true);

    assertThat(priceOf(BTC)).isEqualTo("2");
    assertThat(refused("older")).isEqualTo(1);
  }

  @Test
  void sameNewsWrittenTwiceAreNotRefused() {
    LatestPrices latest = latest();
    latest.offer(trade(BTC, NOON, "1"), at(7));
    flush(latest, true);
    latest.offer(trade(BTC, NOON, "1"), at(7));
    flush(latest, true);
    assertThat(refused("older")).isZero();
  }

  @Test
  void topicMadeAnewCountsFromZeroAndTheTimeOfReceiptDecides() {
    LatestPrices latest = latest();
    latest.offer(trade(BTC, NOON, "1"), new SourcePosition("first", 1_000));
    flush(latest, true);
    LatestPrices anew = latest();
    anew.offer(trade(BTC, NOON.minusMillis(1), "2"), new SourcePosition("second", 0));
    flush(anew, true);
    assertThat(priceOf(BTC)).isEqualTo("1");
    anew.offer(trade(BTC, NOON.plusMillis(1), "3"), new SourcePosition("second", 1));
    flush(anew, true);
    assertThat(priceOf(BTC)).isEqualTo("3");
  }

  @Test
  void newestIsLeftWhoeverOfManyWritersComesLast() {
    long seed = 20261121;
    List<Integer> offsets = new ArrayList<>(IntStream.rangeClosed(1, 400).boxed().toList());
    Collections.shuffle(offsets, new Random(seed));
    Flux.fromIterable(offsets)
        .flatMap(
            offset -> {
              LatestPrices writer = latest();
              writer.offer(trade(BTC, NOON, Integer.toString(offset)), at(offset));
              return writer.flush();
            },
            16)
        .blockLast(PATIENCE);
    assertThat(priceOf(BTC)).as("with seed " + seed).isEqualTo("400");
  }

  @Test
  void manyListingsGoInPiecesAndComeBackWhole() {
    LatestPrices latest = latest();
    int many = LatestPricesCache.MOST_AT_ONCE * 5 + 1;
    for (int i = 0; i < many; i++) {
      latest.offer(trade(Listing.of("T" + i + "-USD", "kraken"), NOON, "1"), at(i));
    }
    flush(latest, true);
    assertThat(latest.waiting()).isZero();
    assertThat(prices.all().block(PATIENCE)).hasSize(many);
  }

  @Test
  void whileRedisIsAwayNothingFailsButTheReading() throws Exception {
    LatestPrices latest = latest();
    latest.offer(trade(BTC, NOON, "1"), at(1));
    latest.offer(trade(ETH, NOON, "1"), at(2));
    flush(latest, true);
    stopServer();

    latest.offer(trade(BTC, NOON, "2"), at(3));
    latest.offer(trade(BTC, NOON, "3"), at(4));
    flush(latest, false);
    flush(latest, false);
    assertThat(latest.waiting()).isEqualTo(2);
    assertThat(meters.counter("penstock.prices.latest.failures").count()).isEqualTo(2);
    assertThat(prices.of(BTC).materialize().block(PATIENCE))
        .satisfies(signal -> assertThat(signal.isOnError()).isTrue());

    startServer();
    redisUntilAnswered();
    deleteAll();
    Awaitility.await().atMost(PATIENCE).until(() -> Objects.equals(true, latest.flush().block()));

    // The emptied Redis has ETH again, too, of which nothing new was heard.
    assertThat(priceOf(BTC)).isEqualTo("3");
    assertThat(priceOf(ETH)).isEqualTo("1");
    assertThat(meters.counter("penstock.prices.latest.recoveries").count()).isEqualTo(1);
  }

  @Test
  void pricesOutliveARestartOfRedisAndOfTheWriter() throws Exception {
    LatestPrices latest = latest();
    latest.offer(trade(BTC, NOON, "1"), at(1));
    flush(latest, true);
    stopServer();
    startServer();
    redisUntilAnswered();
    assertThat(priceOf(BTC)).isEqualTo("1");
  }

  @Test
  void runnerWritesByItself() {
    LatestPrices latest = latest();
    LatestPricesRunner runner = new LatestPricesRunner(latest, Duration.ofMillis(50));
    runner.start();
    latest.offer(trade(BTC, NOON, "1"), at(1));
    Awaitility.await().atMost(PATIENCE).until(() -> latest.waiting() == 0);
    Awaitility.await().atMost(PATIENCE).until(() -> "1".equals(priceOf(BTC)));
    runner.stop();
    latest.offer(trade(BTC, NOON, "2"), at(2));
    Mono.<Void>create(sink -> runner.stop(sink::success)).block(PATIENCE);
    assertThat(priceOf(BTC)).as("written at the stop").isEqualTo("2");
  }

  @Test
  void whatIsUnreadableIsLeftOutAndReplaced() {
    redisSet("BTC-USD@coinbase", "{\"price\":");
    redisSet(
        "no listing",
        "{\"topic\":\"t\",\"offset\":\"1\",\"seen\":\"1\",\"time\":\"1\",\"received\":\"1\"}");
    redisSet("ETH-USD@kraken", "17");
    assertThat(prices.all().block(PATIENCE)).isEmpty();
    assertThat(meters.counter("penstock.prices.latest.unreadable").count()).isEqualTo(3);

    LatestPrices latest = latest();
    latest.offer(trade(BTC, NOON, "1"), at(1));
    latest.offer(trade(ETH, NOON, "1"), at(2));
    flush(latest, true);
    assertThat(prices.all().block(PATIENCE)).containsOnlyKeys(BTC, ETH);
  }

  @Test
  void whatWasNotHeardOfForAMonthIsForgotten() {
    Instant border = NOON.minus(LatestPricesCache.KEPT);
    PriceNews gone = PriceNews.of(trade(BTC, border.minusNanos(1), "1"), at(1)).orElseThrow();
    PriceNews kept = PriceNews.of(trade(ETH, border, "1"), at(2)).orElseThrow();
    cache.write(List.of(gone, kept)).block(PATIENCE);
    flush(latest(), true);
    assertThat(prices.all().block(PATIENCE)).containsOnlyKeys(ETH);
  }

  private LatestPrices latest() {
    return new LatestPrices(cache, telemetry, clock);
  }

  private static void flush(LatestPrices latest, boolean works) {
    assertThat(latest.flush().block(PATIENCE)).isEqualTo(works);
  }

  private String priceOf(Listing listing) {
    return String.valueOf(Objects.requireNonNull(prices.of(listing).block(PATIENCE)).price());
  }

  private double refused(String reason) {
    return meters.counter("penstock.prices.latest.refused", "reason", reason).count();
  }

  private static void deleteAll() {
    connection.redis().call(Repeat.SAFE, commands -> commands.delete(KEY)).block(PATIENCE);
  }

  private static void redisSet(String field, String value) {
    connection
        .redis()
        .call(Repeat.SAFE, commands -> commands.opsForHash().put(KEY, field, value))
        .block(PATIENCE);
  }

  private static void redisUntilAnswered() {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() ->
            connection
                .redis()
                .call(Repeat.SAFE, commands -> commands.hasKey(KEY))
                .map(known -> true)
                .block(PATIENCE));
  }

  private static void startServer() {
    try {
      Path programs = Path.of("target", "test-servers", "programs").toAbsolutePath();
      server =
          RedisServer.start(new Programs(programs), directory.resolve("redis"), PORT, PATIENCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stopServer() {
    Objects.requireNonNull(server).close();
  }

  private static SourcePosition at(long offset) {
    return new SourcePosition("topic", offset);
  }

  private static MarketEvent trade(Listing listing, Instant time, String price) {
    return new Trade(
        listing,
        1,
        Decimal.parse(price),
        Decimal.parse("1"),
        Side.BUY,
        Times.of(time, time).publishedAt(time));
  }

  private static MarketEvent quote(
      Listing listing, Instant time, String bid, String ask, @Nullable String last) {
    return new Quote(
        listing,
        1,
        Decimal.parse(bid),
        null,
        Decimal.parse(ask),
        null,
        last == null ? null : Decimal.parse(last),
        Decimal.parse("60000"),
        Decimal.parse("1234.5"),
        Times.of(time, time));
  }

  private static MarketEvent state(Listing listing, FeedState.Status status, Instant time) {
    return new FeedState(listing, status, "", Times.of(time, time));
  }
}
