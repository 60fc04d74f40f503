package io.penstock.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.PenstockProcess;
import io.penstock.TestServers;
import io.penstock.embedded.BrokerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * The servers that Penstock stands on stop answering, one after the other, and the broker is killed
 * with -9, all under flow. Prices reach browsers wherever they can, readiness says what is wrong,
 * and in the end nothing is missing.
 *
 * <p>How long each stays away: {@code -Dpenstock.test.fault-seconds}, 5 unless set; the profile
 * {@code faults} sets 20.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class FaultsJourney {

  private static final int AWAY_S = Integer.getInteger("penstock.test.fault-seconds", 5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private JsonNode info = MissingNode.getInstance();
  private int port;

  @Test
  void serversGoAndComeBackAndNothingIsMissing() throws Exception {
    try (PenstockProcess servers =
            PenstockProcess.start(directory, Map.of("penstock.roles", "fanout")).awaitReady();
        BrokerProcess broker =
            BrokerProcess.start(
                Files.createDirectories(directory.resolve("broker")),
                TestServers.freePort(),
                TestServers.freePort())) {
      info = json("http://localhost:" + servers.port() + "/sandbox/info");
      try (PenstockProcess penstock = penstock(broker)) {
        port = penstock.awaitPort();
        awaitReadiness(200);
        try (PriceWatch browser = new PriceWatch(port, "ticker:BTC-USD", "trades:BTC-USD");
            TickWatch ticks = new TickWatch(broker.bootstrapServers())) {
          awaitPushes(browser, 20);
          pricesFlowWhileTheDatabaseIsAway(browser);
          pricesFlowWhileTheCacheIsAway(browser);
          socketsStayWhileTheBrokerIsAway(browser, broker);
          socketsStayWhileTheBrokerIsKilled(browser, broker);
          nothingIsMissing(ticks);
          assertThat(browser.end()).as("one socket through it all").isNull();
        }
      }
    }
  }

  private PenstockProcess penstock(BrokerProcess broker) throws IOException {
    URI postgres = URI.create(text("servers", "postgres"));
    URI redis = URI.create(text("servers", "redis"));
    Map<String, String> settings = new HashMap<>();
    settings.put("spring.profiles.active", "cluster");
    settings.put("penstock.roles", "ingest,prices,fanout,web");
    settings.put("penstock.streams.bootstrap-servers", broker.bootstrapServers());
    settings.put("penstock.postgres.market.port", String.valueOf(postgres.getPort()));
    settings.put("penstock.postgres.market.password", "penstock");
    settings.put("spring.data.redis.port", String.valueOf(redis.getPort()));
    settings.put("penstock.feeds.coinbase.symbols", "*");
    settings.put("penstock.feeds.coinbase.websocket-url", text("sandbox", "coinbase_websocket"));
    settings.put("penstock.feeds.coinbase.rest-url", text("sandbox", "coinbase_rest"));
    settings.put("penstock.feeds.breaker.failures", "1000");
    return PenstockProcess.startPlain(
        Files.createDirectories(directory.resolve("penstock")), settings);
  }

  private void pricesFlowWhileTheDatabaseIsAway(PriceWatch browser) throws Exception {
    try (Stopped stopped = Stopped.all(serverPid("postgres/data/postmaster.pid"))) {
      int before = browser.pushes();
      away();
      assertThat(browser.pushes()).as("pushes meanwhile").isGreaterThan(before + AWAY_S);
      assertSaysThatItIsAway("postgres");
    }
    awaitReadiness(200);
  }

  private void pricesFlowWhileTheCacheIsAway(PriceWatch browser) throws Exception {
    try (Stopped stopped = Stopped.all(serverPid("redis/redis.pid"))) {
      int before = browser.pushes();
      away();
      assertThat(browser.pushes()).as("pushes meanwhile").isGreaterThan(before + AWAY_S);
      assertSaysThatItIsAway("redis");
    }
    awaitReadiness(200);
  }

  private void socketsStayWhileTheBrokerIsAway(PriceWatch browser, BrokerProcess broker)
      throws Exception {
    try (Stopped stopped = Stopped.all(broker.pid())) {
      away();
      assertThat(browser.end()).isNull();
      JsonNode price = json(url("/stockPrices?symbol=BTC-USD"));
      assertThat(price.toString()).as("the last value stays").contains("\"price\":\"");
      assertSaysThatItIsAway("kafka");
      awaitStale();
    }
    awaitPushes(browser, browser.pushes() + 20);
    awaitReadiness(200);
  }

  private void socketsStayWhileTheBrokerIsKilled(PriceWatch browser, BrokerProcess broker)
      throws Exception {
    broker.kill();
    away();
    assertThat(browser.end()).isNull();
    assertThat(json(url("/stockPrices?symbol=BTC-USD")).toString()).contains("\"price\":\"");
    broker.startAgain();
    awaitPushes(browser, browser.pushes() + 20);
    awaitReadiness(200);
  }

  /**
   * The venue's ids rise by one: what the topic lacks, and what the database lacks of it, shows.
   */
  private void nothingIsMissing(TickWatch ticks) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> ticks.read().holes().isEmpty());
    ticks.assertNothingLostOrDoubled();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .untilAsserted(() ->
            assertThat(
                    count(
                        "SELECT coalesce(sum(last - first + 1 - trades), -1) FROM (SELECT"
                            + " max(trade_id) AS last, min(trade_id) AS first, count(*) AS"
                            + " trades FROM market_trades GROUP BY symbol, venue) AS listing"))
                .as("trades missing in the database")
                .isZero());
    assertThat(count("SELECT count(*) FROM market_trades")).isGreaterThan(100);
  }

  private void assertSaysThatItIsAway(String server) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    json(url("/actuator/health"))
                        .path("components")
                        .path(server)
                        .path("status")
                        .asString())
                .as(server)
                .isIn("DOWN", "DEGRADED"));
  }

  /** Readers are told that the price grows old. */
  private void awaitStale() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() ->
            json(url("/stockPrices?symbol=BTC-USD"))
                .path("freshness")
                .path("state")
                .asString()
                .equals("stale"));
  }

  /** There is nothing to wait for: this is how long the fault lasts. */
  private static void away() {
    Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ofSeconds(AWAY_S)).until(() -> true);
  }

  private long serverPid(String file) throws IOException {
    Path path = Path.of(text("data", "directory")).resolve(file);
    try (Stream<String> lines = Files.lines(path)) {
      return Long.parseLong(lines.findFirst().orElseThrow().strip());
    }
  }

  private long count(String sql) {
    URI server = URI.create(text("servers", "postgres"));
    String[] user = server.getUserInfo().split(":");
    String url = "jdbc:postgresql://localhost:" + server.getPort() + server.getPath();
    try (Connection connection = DriverManager.getConnection(url, user[0], user[1]);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitPushes(PriceWatch browser, int count) {
    Awaitility.await().atMost(PATIENCE).until(() -> browser.pushes() >= count);
  }

  private void awaitReadiness(int status) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(() -> {
          HttpResponse<String> answer = get(url("/actuator/health/readiness"));
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        });
  }

  private String url(String path) {
    return "http://localhost:" + port + path;
  }

  private String text(String section, String name) {
    return info.path(section).path(name).asString();
  }

  private JsonNode json(String url) throws IOException, InterruptedException {
    return new JsonMapper().readTree(get(url).body());
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Processes that do not run until this is closed. */
  private record Stopped(List<Long> pids) implements AutoCloseable {

    /** A process and all it has started. */
    static Stopped all(long pid) throws IOException, InterruptedException {
      List<Long> pids =
          ProcessHandle.of(pid)
              .map(top -> Stream.concat(Stream.of(top), top.descendants()))
              .orElseThrow()
              .map(ProcessHandle::pid)
              .toList();
      signal("-STOP", pids);
      return new Stopped(pids);
    }

    private static void signal(String name, List<Long> pids)
        throws IOException, InterruptedException {
      List<String> words = new ArrayList<>(List.of("kill", name));
      pids.forEach(pid -> words.add(String.valueOf(pid)));
      new ProcessBuilder(words).inheritIO().start().waitFor();
    }

    @Override
    public void close() throws Exception {
      signal("-CONT", pids);
    }
  }
}
