package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static io.penstock.market.fanout.Samples.ETH;
import static io.penstock.market.fanout.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.TestServers;
import io.penstock.market.bars.Bars;
import io.penstock.market.bars.TestBars;
import io.penstock.market.instruments.Instruments;
import io.penstock.market.instruments.TestInstruments;
import io.penstock.market.prices.TestPrices;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.http.ApiException;
import io.penstock.platform.redis.TestRedis;
import io.penstock.platform.values.Decimal;
import io.swagger.v3.oas.annotations.Operation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads over a real port: one application with Redis and PostgreSQL, and one from which both are
 * away.
 */
class ReadsIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Listing QUIET = Listing.of("QUIET-USD", "coinbase");
  private static final Listing KRAKEN = Listing.of("BTC-USD", "kraken");
  private static final Listing DELISTED = Listing.of("GONE-USD", "coinbase");

  private static final FakeStreams streams = new FakeStreams();
  private static final HttpClient client = HttpClient.newHttpClient();
  private static TestServers.Database database;
  private static TestRedis redis;
  private static ConfigurableApplicationContext all;
  private static ConfigurableApplicationContext alone;

  @BeforeAll
  static void start() {
    streams.write(Samples.quote(BTC, 1, "61820.98", "61821.00"));
    streams.write(Samples.trade(BTC, 1, "61820.99"));
    streams.write(Samples.trade(KRAKEN, 1, "61800.00"));
    streams.write(Samples.trade(ETH, 1, "3000.10"));
    streams.write(
        Samples.snapshot(
            BTC,
            7,
            List.of(Level.of("3", "1"), Level.of("2", "1"), Level.of("1", "1")),
            List.of(Level.of("4", "0.50"))));
    database = TestBars.filled(trades());
    redis = TestRedis.shared();
    TestPrices.clear(redis.redis());
    TestPrices.write(
        redis.redis(),
        old(QUIET, "17.50"),
        old(DELISTED, "1"),
        old(Listing.of("AAA-USD", "coinbase"), "2"),
        old(BTC, "1"));
    TestPrices.write(
        redis.redis(),
        new FeedState(DELISTED, FeedState.Status.ENDED, "not fed any more", Samples.TIMES));
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    all =
        application(
            Map.of("prices", TestPrices.on(redis.redis()), "bars", TestBars.on(database, clock)));
    alone = application(Map.of());
  }

  private static ConfigurableApplicationContext application(Map<String, Object> beans) {
    return FanoutApp.start(
        streams, beans, "springdoc.api-docs.enabled=true", "springdoc.swagger-ui.enabled=true");
  }

  @AfterAll
  static void stop() {
    all.close();
    alone.close();
    redis.close();
    client.close();
  }

  /** A day of trades, one each ten minutes, that ends when the clock stands. */
  private static List<Trade> trades() {
    List<Trade> trades = new ArrayList<>();
    Instant time = Instant.parse("2026-03-01T10:00:00Z");
    for (int i = 0; i < 144; i++) {
      trades.add(
          new Trade(
              BTC,
              i + 1,
              Decimal.parse((61_000 + i) + ".00"),
              Decimal.parse("0.5"),
              Side.BUY,
              Times.of(time, time)));
      time = time.plus(Duration.ofMinutes(10));
    }
    return trades;
  }

  private static Trade old(Listing listing, String price) {
    Instant then = NOW.minus(Duration.ofHours(3));
    return new Trade(
        listing, 1, Decimal.parse(price), Decimal.parse("1"), Side.BUY, Times.of(then, then));
  }

  // --- last prices

  @Test
  void priceOfOneSymbolHasTheAgreedShape() {
    assertThat(json(all, "/stockPrices?symbol=BTC-USD").toString())
        .isEqualTo(
            "{\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\",\"currency\":\"USD\",\"price\":\"61820.99\","
                + "\"bid\":\"61820.98\",\"ask\":\"61821.00\",\"open24h\":\"60000\",\"volume24h\":\"1234.5\","
                + "\"time\":\"2026-03-02T10:00:00.970Z\",\"received\":\"2026-03-02T10:00:00.990Z\","
                + "\"freshness\":{\"state\":\"fresh\",\"score\":100,\"ageMs\":10}}");
  }

  @Test
  void venueIsTheOneAskedForOrThePrimaryOne() {
    assertThat(text(all, "/stockPrices?symbol=BTC-USD&venue=kraken", "price"))
        .isEqualTo("61800.00");
    assertThat(text(all, "/stockPrices?symbol=BTC-USD&venue=coinbase", "price"))
        .isEqualTo("61820.99");
    assertThat(text(all, "/stockPrices?symbol=BTC-USD", "venue")).isEqualTo("coinbase");
  }

  @Test
  void quietSymbolCanBeSubscribedTo() {
    try (Peer peer = new Peer(FanoutApp.port(all))) {
      peer.send(
          "{\"id\":1,\"connect\":{}}",
          "{\"id\":2,\"subscribe\":{\"channel\":\"ticker:QUIET-USD\"}}",
          "{\"id\":3,\"subscribe\":{\"channel\":\"ticker:NEVER-USD\"}}");
      assertThat(peer.next(3)).contains("\"price\":\"17.50\"", "\"code\":102");
    }
  }

  @Test
  void quietSymbolComesFromRedisAndSaysHowOldItIs() {
    JsonNode quiet = json(all, "/stockPrices?symbol=QUIET-USD");
    assertThat(quiet.path("price").stringValue()).isEqualTo("17.50");
    assertThat(quiet.path("freshness").toString())
        .isEqualTo("{\"state\":\"stale\",\"score\":0,\"ageMs\":10800000}");
    assertThat(json(all, "/stockPrices?symbol=QUIET-USD&venue=coinbase")).isEqualTo(quiet);
    assertThat(json(all, "/stockPrices?symbol=GONE-USD").at("/freshness/state").stringValue())
        .isEqualTo("closed");
  }

  @Test
  void symbolsComeInTheOrderAskedWhereverTheyAreKnown() {
    assertThat(symbols(json(all, "/stockPrices?symbols=ETH-USD,QUIET-USD,BTC-USD,ETH-USD")))
        .containsExactly("ETH-USD", "QUIET-USD", "BTC-USD");
    // What is in memory is newer than what Redis has.
    assertThat(json(all, "/stockPrices?symbols=BTC-USD").at("/items/0/price").stringValue())
        .isEqualTo("61820.99");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 500})
  void pagesHoldEachSymbolOnceInOrder(int limit) {
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json(all, "/stockPrices?limit=" + limit + cursor);
      List<String> symbols = symbols(page);
      assertThat(symbols).isNotEmpty().hasSizeLessThanOrEqualTo(limit);
      seen.addAll(symbols);
      String next = page.path("nextCursor").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertThat(seen).containsExactly("AAA-USD", "BTC-USD", "ETH-USD", "GONE-USD", "QUIET-USD");
  }

  @Test
  void whileRedisIsAwayWhatIsInMemoryIsAnswered() {
    assertThat(symbols(json(alone, "/stockPrices"))).containsExactly("BTC-USD", "ETH-USD");
    assertThat(text(alone, "/stockPrices?symbol=BTC-USD", "price")).isEqualTo("61820.99");
  }

  // --- history

  @Test
  void historyIsThatOfTheTimeAskedFor() {
    JsonNode history = json(all, "/stockPrices?symbol=BTC-USD&timerange=1d").path("history");
    assertThat(history.path("interval").stringValue()).isEqualTo("5m");
    assertThat(history.path("from").stringValue()).isEqualTo("2026-03-01T10:05:00Z");
    assertThat(history.path("to").stringValue()).isEqualTo("2026-03-02T10:00:01Z");
    assertThat(history.path("items").size()).isEqualTo(143);
    assertThat(history.path("nextCursor").isMissingNode()).isTrue();
    assertThat(history.path("items").path(0).toString())
        .isEqualTo(
            "{\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\",\"interval\":\"5m\",\"start\":\"2026-03-01T10:10:00Z\","
                + "\"open\":\"61001.00\",\"high\":\"61001.00\",\"low\":\"61001.00\",\"close\":\"61001.00\","
                + "\"volume\":\"0.5\",\"vwap\":\"61001.000000000000\",\"trades\":1,\"revision\":0,\"closed\":true}");
  }

  @Test
  void fromIsInclusiveAndToExclusive() {
    String range = "/stockPrices?symbol=BTC-USD&interval=1m&from=%s&to=%s";
    assertThat(starts(range.formatted("2026-03-01T10:10:00Z", "2026-03-01T10:20:00Z")))
        .containsExactly("2026-03-01T10:10:00Z");
    assertThat(starts(range.formatted("2026-03-01T10:10:00.001Z", "2026-03-01T10:20:00.001Z")))
        .containsExactly("2026-03-01T10:20:00Z");
    assertThat(starts("/stockPrices?symbol=BTC-USD&interval=1d&from=2026-03-01&to=2026-03-02"))
        .containsExactly("2026-03-01T00:00:00Z");
    assertThat(
            json(all, "/stockPrices?symbol=BTC-USD&interval=1d&from=2026-03-01&to=2026-03-02")
                .at("/history/items/0/trades")
                .intValue())
        .isEqualTo(84);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1s", "1m", "5m", "15m", "1h", "1d"})
  void pagesOfHistoryMeet(String interval) {
    String range = "/stockPrices?symbol=BTC-USD&from=2026-03-01&to=2026-03-03&interval=" + interval;
    List<String> whole = starts(range);
    List<String> paged = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode history = json(all, range + "&limit=7" + cursor).path("history");
      paged.addAll(starts(history));
      String next = history.path("nextCursor").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    assertThat(paged).isEqualTo(whole).doesNotHaveDuplicates().isNotEmpty();
  }

  @Test
  void symbolWithoutTradesHasAnEmptyHistory() {
    assertThat(json(all, "/stockPrices?symbol=ETH-USD&timerange=max").path("history").path("items"))
        .isEmpty();
  }

  // --- search and books

  @Test
  void searchRanksAndTellsNames() {
    assertThat(json(all, "/stockPrices/search?q=BIT").toString())
        .isEqualTo(
            "{\"items\":[{\"symbol\":\"BTC-USD\",\"name\":\"Bitcoin / US Dollar\",\"kind\":\"crypto\","
                + "\"currency\":\"USD\",\"venues\":[\"coinbase\"]}]}");
    assertThat(symbols(json(all, "/stockPrices/search?q=us%20dollar&limit=2"))).hasSize(2);
    assertThat(symbols(json(all, "/stockPrices/search?q=zzz"))).isEmpty();
  }

  @Test
  void namesFromOutsideAreEscaped() {
    Instruments instruments = all.getBean(Instruments.class);
    String name = "\"Evil\" \\ </script> \n & Söhne ☃";
    instruments.replace(KRAKEN.venue(), List.of(TestInstruments.pair("EVIL-USD", "kraken", name)));
    assertThat(json(all, "/stockPrices/search?q=evil").at("/items/0/name").stringValue())
        .isEqualTo(name);
  }

  @Test
  void bookHasItsBestLevels() {
    assertThat(json(all, "/stockPrices/BTC-USD/book?depth=2").toString())
        .isEqualTo(
            "{\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\",\"sequence\":7,\"bids\":[[\"3\",\"1\"],[\"2\",\"1\"]],"
                + "\"asks\":[[\"4\",\"0.50\"]],\"time\":\"2026-03-02T10:00:00.970Z\","
                + "\"received\":\"2026-03-02T10:00:00.990Z\"}");
    assertThat(json(all, "/stockPrices/BTC-USD/book?depth=1000").path("bids")).hasSize(3);
    assertThat(json(all, "/stockPrices/BTC-USD/book?venue=coinbase").path("bids")).hasSize(3);
  }

  // --- caching

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stockPrices",
        "/stockPrices?symbols=BTC-USD",
        "/stockPrices?symbol=BTC-USD",
        "/stockPrices?symbol=BTC-USD&timerange=1d",
        "/stockPrices/search?q=bit",
        "/stockPrices/BTC-USD/book"
      })
  void unchangedIsNotSentAgainAndHeadHasNoBody(String path) {
    HttpResponse<String> first = call(all, "GET", path);
    assertThat(first.statusCode()).isEqualTo(200);
    String tag = first.headers().firstValue("etag").orElseThrow();
    assertThat(tag).startsWith(path.contains("search") || path.contains("book") ? "\"" : "W/\"");
    assertThat(first.headers().firstValue("cache-control"))
        .contains(path.contains("search") ? "max-age=60, public" : "no-cache");

    HttpResponse<String> again = call(all, "GET", path, "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("etag")).contains(tag);
    assertThat(call(all, "GET", path, "If-None-Match", "\"other\", " + tag).statusCode())
        .isEqualTo(304);
    assertThat(call(all, "GET", path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);

    HttpResponse<String> head = call(all, "HEAD", path);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("etag")).contains(tag);
    assertThat(head.headers().firstValue("content-length"))
        .isEqualTo(first.headers().firstValue("content-length"));
  }

  @Test
  void tagOfAPriceLeavesItsAgeOutAndChangesWithAnythingElse() {
    Price price =
        new Price(
            BTC, Decimal.parse("1"), null, null, null, null, Samples.TIMES, freshness("FRESH", 99));
    String tag = tag(price);
    assertThat(tag(with(price, freshness("FRESH", 12)))).isEqualTo(tag);
    assertThat(tag(with(price, freshness("STALE", 0)))).isNotEqualTo(tag);
    assertThat(
            tag(
                new Price(
                    BTC,
                    Decimal.parse("2"),
                    null,
                    null,
                    null,
                    null,
                    Samples.TIMES,
                    price.freshness())))
        .isNotEqualTo(tag);
    Times later = Times.of(Samples.TIMES.time(), Samples.TIMES.received().plusNanos(1));
    assertThat(tag(new Price(BTC, price.price(), null, null, null, null, later, price.freshness())))
        .isNotEqualTo(tag);
  }

  private static Freshness freshness(String state, int score) {
    return new Freshness(Freshness.State.valueOf(state), score, 100 - score);
  }

  private static Price with(Price price, Freshness freshness) {
    return new Price(
        price.listing(), price.price(), null, null, null, null, price.times(), freshness);
  }

  private static String tag(Price price) {
    return Objects.requireNonNull(ReadAnswers.one(price).getHeaders().getETag());
  }

  // --- errors

  /**
   * @param alone whether Redis and PostgreSQL are away
   * @param tells parts of the answer
   */
  private record Refusal(String path, boolean alone, ReadProblem problem, String... tells) {

    String operation() {
      return path.replaceAll("\\?.*", "").replaceAll("/[^/]*/book", "/{symbol}/book");
    }

    @Override
    public String toString() {
      return problem + " " + path;
    }
  }

  private static Refusal refused(ReadProblem problem, String path, String... tells) {
    return new Refusal(path, false, problem, tells);
  }

  private static Refusal invalid(String field, String path) {
    return refused(ReadProblem.INVALID_REQUEST, path, "\"errors\":[{\"field\":\"" + field + "\"");
  }

  static final List<Refusal> REFUSALS =
      List.of(
          invalid("symbol", "/stockPrices/stream"),
          invalid("symbol", "/stockPrices/stream?symbol="),
          invalid("symbol", "/stockPrices/stream?symbol=btc-usd"),
          invalid("symbol", "/stockPrices/stream?symbol=A" + "&symbol=A".repeat(100)),
          refused(
              ReadProblem.UNKNOWN_SYMBOL,
              "/stockPrices/stream?symbol=BTC-USD&symbol=BTC-USDD",
              "\"suggestions\":[\"BTC-USD\""),
          invalid("limit", "/stockPrices?limit=0"),
          invalid("limit", "/stockPrices?limit=501"),
          invalid("limit", "/stockPrices?limit=many"),
          invalid("cursor", "/stockPrices?cursor=BTC/USD"),
          invalid("cursor", "/stockPrices?cursor="),
          invalid("symbols", "/stockPrices?symbols="),
          invalid("symbols", "/stockPrices?symbols=BTC-USD,,ETH-USD"),
          invalid("symbols", "/stockPrices?symbols=" + "A,".repeat(500) + "A"),
          invalid("symbol", "/stockPrices?symbol="),
          invalid("symbol", "/stockPrices?symbol=BTC-USD,ETH-USD"),
          invalid("symbol", "/stockPrices?symbol=BTC-USD&symbol=ETH-USD"),
          invalid("symbol", "/stockPrices?symbol=BTC-USD&symbols=ETH-USD"),
          invalid("symbol", "/stockPrices?symbol=" + "A".repeat(42)),
          invalid("symbol", "/stockPrices?symbol=A%00"),
          invalid("venue", "/stockPrices?symbol=BTC-USD&venue=Coinbase!"),
          invalid("venue", "/stockPrices?venue=coinbase"),
          invalid("timerange", "/stockPrices?timerange=1d"),
          invalid("timerange", "/stockPrices?symbols=BTC-USD&timerange=1d"),
          invalid("interval", "/stockPrices?interval=1m"),
          invalid("from", "/stockPrices?from=2026-03-01"),
          invalid("to", "/stockPrices?to=2026-03-01"),
          invalid("timerange", "/stockPrices?symbol=BTC-USD&timerange=2d"),
          invalid("timerange", "/stockPrices?symbol=BTC-USD&timerange=1d&from=2026-03-01"),
          invalid("interval", "/stockPrices?symbol=BTC-USD&interval=2h"),
          invalid("from", "/stockPrices?symbol=BTC-USD&from=now"),
          invalid("from", "/stockPrices?symbol=BTC-USD&from=2026-03-02&to=2026-03-01"),
          invalid("to", "/stockPrices?symbol=BTC-USD&to=2026-13-01"),
          invalid("limit", "/stockPrices?symbol=BTC-USD&timerange=1d&limit=1001"),
          invalid("cursor", "/stockPrices?symbol=BTC-USD&timerange=1d&cursor=BTC-USD"),
          refused(
              ReadProblem.UNKNOWN_SYMBOL,
              "/stockPrices?symbol=BTC-USDD",
              "\"suggestions\":[\"BTC-USD\""),
          refused(ReadProblem.UNKNOWN_SYMBOL, "/stockPrices?symbol=btc-usd", "[\"BTC-USD\""),
          refused(ReadProblem.UNKNOWN_SYMBOL, "/stockPrices?symbol=BTC/USD", "[\"BTC-USD\""),
          refused(ReadProblem.UNKNOWN_SYMBOL, "/stockPrices?symbol=QQQ"),
          refused(
              ReadProblem.UNKNOWN_SYMBOL,
              "/stockPrices?symbol=ETH-USD&venue=kraken",
              "Nobody lists ETH-USD@kraken"),
          refused(
              ReadProblem.UNKNOWN_SYMBOL,
              "/stockPrices?symbols=BTC-USD,BTC-EUR",
              "Nobody lists BTC-EUR"),
          refused(ReadProblem.UNKNOWN_SYMBOL, "/stockPrices?symbols=btc", "\"BTC-USD\""),
          refused(ReadProblem.PRICE_NOT_KNOWN, "/stockPrices?symbol=NEW-USD", "NEW-USD"),
          refused(ReadProblem.PRICE_NOT_KNOWN, "/stockPrices?symbols=BTC-USD,NEW-USD"),
          new Refusal("/stockPrices?symbol=QQQ", true, ReadProblem.UNKNOWN_SYMBOL),
          new Refusal("/stockPrices?symbol=NEW-USD", true, ReadProblem.PRICES_UNAVAILABLE),
          new Refusal("/stockPrices?symbols=NEW-USD", true, ReadProblem.PRICES_UNAVAILABLE),
          new Refusal(
              "/stockPrices?symbol=BTC-USD&timerange=1d", true, ReadProblem.HISTORY_UNAVAILABLE),
          invalid("q", "/stockPrices/search"),
          invalid("q", "/stockPrices/search?q="),
          invalid("q", "/stockPrices/search?q=%20"),
          invalid("q", "/stockPrices/search?q=" + "a".repeat(51)),
          invalid("limit", "/stockPrices/search?q=a&limit=0"),
          invalid("limit", "/stockPrices/search?q=a&limit=101"),
          invalid("limit", "/stockPrices/search?q=a&limit=x"),
          invalid("depth", "/stockPrices/BTC-USD/book?depth=0"),
          invalid("depth", "/stockPrices/BTC-USD/book?depth=1001"),
          invalid("depth", "/stockPrices/BTC-USD/book?depth=x"),
          invalid("venue", "/stockPrices/BTC-USD/book?venue="),
          invalid("symbol", "/stockPrices/" + "A".repeat(42) + "/book"),
          refused(ReadProblem.UNKNOWN_SYMBOL, "/stockPrices/BTC-USDD/book", "[\"BTC-USD\""),
          refused(ReadProblem.UNKNOWN_SYMBOL, "/stockPrices/btc-usd/book", "[\"BTC-USD\""),
          refused(ReadProblem.UNKNOWN_SYMBOL, "/stockPrices/ETH-USD/book?venue=kraken"),
          refused(ReadProblem.BOOK_NOT_KNOWN, "/stockPrices/ETH-USD/book"),
          refused(ReadProblem.BOOK_NOT_KNOWN, "/stockPrices/NEW-USD/book"));

  @ParameterizedTest
  @FieldSource("REFUSALS")
  void refuses(Refusal refusal) {
    HttpResponse<String> answer = call(refusal.alone() ? alone : all, "GET", refusal.path());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(refusal.problem().status().value());
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    assertThat(JSON.readTree(answer.body()).path("code").stringValue())
        .isEqualTo(refusal.problem().code());
    assertThat(answer.headers().firstValue("retry-after").isPresent())
        .isEqualTo(answer.statusCode() == 503);
    assertThat(refusal.tells()).allSatisfy(told -> assertThat(answer.body()).contains(told));
  }

  @Test
  void fifthReadOfTheHistoryAtOnceIsRefused() throws Exception {
    String path = "/stockPrices?symbol=BTC-USD&timerange=1d";
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    try (Connection holder =
        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password())) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("LOCK TABLE market_bars IN ACCESS EXCLUSIVE MODE");
      for (int i = 0; i < 5; i++) {
        waiting.add(client.sendAsync(request(all, "GET", path), BodyHandlers.ofString()));
      }
      Awaitility.await().until(() -> waiting.stream().anyMatch(CompletableFuture::isDone));
      // Prices do not wait for the database.
      assertThat(call(all, "GET", "/stockPrices?symbol=BTC-USD").statusCode()).isEqualTo(200);
      holder.rollback();
    }
    List<HttpResponse<String>> answers = waiting.stream().map(CompletableFuture::join).toList();
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 503).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 503)
        .allSatisfy(answer -> {
          assertThat(answer.body()).contains("\"code\":\"overloaded\"");
          assertThat(answer.headers().firstValue("retry-after")).contains("2");
        });
    assertThat(answers).filteredOn(answer -> answer.statusCode() == 200).hasSize(4);
  }

  @Test
  void beforeTheTopicsAreReadBackNothingIsTold() {
    FanoutReadiness reading = new FanoutReadiness();
    KnownPrices known = all.getBean(KnownPrices.class);
    Clock clock = all.getBean(Clock.class);
    notReady(
        new StockPricesApi(known, all.getBean(Bars.class), reading, clock)
            .prices(null, null, null, null, null, null, null, null, null));
    notReady(new BookApi(all.getBean(Board.class), known, reading).book("BTC-USD", 10, null));
    notReady(new SearchApi(new Instruments()).search("btc", 10));
  }

  private static void notReady(Mono<?> answer) {
    StepVerifier.create(answer)
        .expectErrorSatisfies(error ->
            assertThat(error)
                .isInstanceOfSatisfying(
                    ApiException.class,
                    refused -> {
                      assertThat(refused.problem().code()).isEqualTo("not_ready");
                      assertThat(refused.retryAfter()).isNotNull();
                    }))
        .verify();
  }

  // --- the API's description

  @Test
  void describesExactlyTheCodesThatAreAnswered() {
    Map<String, Set<String>> answered = new TreeMap<>();
    REFUSALS.forEach(refusal ->
        answered
            .computeIfAbsent(refusal.operation(), path -> new TreeSet<>())
            .add(refusal.problem().code()));
    // Shown by the two tests above.
    answered.computeIfAbsent("/stockPrices", path -> new TreeSet<>()).add("overloaded");
    // By the streams' own.
    answered.computeIfAbsent("/stockPrices/stream", path -> new TreeSet<>()).add("overloaded");
    answered.values().forEach(codes -> codes.add("not_ready"));

    Map<String, Set<String>> described = new TreeMap<>();
    JsonNode paths = json(all, "/v3/api-docs").path("paths");
    for (String path : paths.propertyNames()) {
      Set<String> codes = described.computeIfAbsent(path, any -> new TreeSet<>());
      for (JsonNode response : paths.path(path).path("get").path("responses")) {
        JsonNode examples = response.at("/content/application~1problem+json/examples");
        examples.propertyNames().forEach(codes::add);
      }
    }
    assertThat(described).isEqualTo(answered);
  }

  @Test
  void describesEveryMapping() {
    JsonNode paths = json(all, "/v3/api-docs").path("paths");
    all.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .forEach((mapping, method) -> {
          if (method.getBeanType().getName().startsWith("io.penstock.market.")) {
            mapping
                .getPatternsCondition()
                .getPatterns()
                .forEach(pattern ->
                    assertThat(
                            paths.path(pattern.getPatternString()).at("/get/summary").asString(""))
                        .as(pattern.getPatternString())
                        .isNotBlank());
          }
        });
    assertThat(paths.propertyNames())
        .containsExactlyInAnyOrder(
            "/stockPrices",
            "/stockPrices/search",
            "/stockPrices/stream",
            "/stockPrices/{symbol}/book");
  }

  @Test
  void everyOperationOfTheApplicationHasASummary() {
    ClassPathScanningCandidateComponentProvider scan =
        new ClassPathScanningCandidateComponentProvider(false);
    scan.addIncludeFilter(new AnnotationTypeFilter(RestController.class));
    List<Class<?>> controllers =
        Stream.of("market", "embedded", "sandbox", "payments", "trading", "delivery", "dialects")
            .flatMap(area -> scan.findCandidateComponents("io.penstock." + area).stream())
            .<Class<?>>map(found ->
                ClassUtils.resolveClassName(Objects.requireNonNull(found.getBeanClassName()), null))
            .toList();
    assertThat(controllers).hasSizeGreaterThanOrEqualTo(3);
    assertThat(controllers)
        .flatExtracting(controller ->
            Arrays.stream(controller.getDeclaredMethods())
                .filter(method -> method.getAnnotations().length > 0)
                .toList())
        .allSatisfy(method -> {
          Operation operation = method.getAnnotation(Operation.class);
          assertThat(operation).as(method.toString()).isNotNull();
          assertThat(operation.summary()).isNotBlank();
        });
  }

  @Test
  void answersHaveTheShapesThatAreDescribed() {
    shaped(json(all, "/stockPrices?limit=1"), ReadShapes.PricePage.class);
    shaped(json(all, "/stockPrices?symbol=BTC-USD"), ReadShapes.Price.class);
    shaped(json(all, "/stockPrices?symbol=BTC-USD&timerange=1d&limit=2"), ReadShapes.Price.class);
    shaped(json(all, "/stockPrices/search?q=b"), ReadShapes.FoundList.class);
    shaped(json(all, "/stockPrices/BTC-USD/book"), ReadShapes.Book.class);
    shaped(JSON.readTree(ReadShapes.PAGE_EXAMPLE), ReadShapes.PricePage.class);
    shaped(JSON.readTree(ReadShapes.HISTORY_EXAMPLE), ReadShapes.Price.class);
    shaped(JSON.readTree(ReadShapes.FOUND_EXAMPLE), ReadShapes.FoundList.class);
    shaped(JSON.readTree(ReadShapes.BOOK_EXAMPLE), ReadShapes.Book.class);
  }

  /** No member that is not described, and all that are required; inside of members, too. */
  private static void shaped(JsonNode answer, Class<?> shape) {
    List<String> described = new ArrayList<>();
    for (RecordComponent member : shape.getRecordComponents()) {
      described.add(member.getName());
      JsonNode value = answer.path(member.getName());
      Class<?> type = member.getType();
      if (type.isRecord() && value.isObject()) {
        shaped(value, type);
      } else if (type == List.class
          && member.getGenericType() instanceof ParameterizedType list
          && list.getActualTypeArguments()[0] instanceof Class<?> element
          && element.isRecord()) {
        value.forEach(each -> shaped(each, element));
      }
    }
    assertThat(described).as(shape.getSimpleName()).containsAll(answer.propertyNames());
    JsonNode schema = json(all, "/v3/api-docs").at("/components/schemas/" + shape.getSimpleName());
    assertThat(schema.path("properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(described);
    for (JsonNode required : schema.path("required")) {
      assertThat(answer.has(required.stringValue())).as(required.stringValue()).isTrue();
    }
  }

  /** Reactor Netty 1.3.7 stopped reading when another thread had completed an answer. */
  @Test
  void keptConnectionAnswersEveryRequest() {
    for (int i = 0; i < 300; i++) {
      String path = i % 2 == 0 ? "/v3/api-docs" : "/stockPrices?symbol=BTC-USD";
      assertThat(call(all, "GET", path).statusCode()).as("request " + i).isEqualTo(200);
    }
  }

  // --- calls

  private static JsonNode json(ConfigurableApplicationContext application, String path) {
    HttpResponse<String> answer = call(application, "GET", path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String text(
      ConfigurableApplicationContext application, String path, String member) {
    return json(application, path).path(member).stringValue();
  }

  private static List<String> symbols(JsonNode page) {
    return StreamSupport.stream(page.path("items").spliterator(), false)
        .map(item -> item.path("symbol").stringValue())
        .toList();
  }

  private static List<String> starts(String path) {
    return starts(json(all, path).path("history"));
  }

  private static List<String> starts(JsonNode history) {
    return StreamSupport.stream(history.path("items").spliterator(), false)
        .map(item -> item.path("start").stringValue())
        .toList();
  }

  private static HttpResponse<String> call(
      ConfigurableApplicationContext application, String method, String path, String... headers) {
    try {
      return client.send(request(application, method, path, headers), BodyHandlers.ofString());
    } catch (Exception e) {
      throw new IllegalStateException(path, e);
    }
  }

  private static HttpRequest request(
      ConfigurableApplicationContext application, String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + FanoutApp.port(application) + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.noBody());
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }
}
