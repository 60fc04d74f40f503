package io.penstock.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.PenstockProcess;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Three exchanges reset, stall, garble and lose what they say, at random, for a long time. In the
 * end trades, bars and books are those of a run without faults, and the process is as large as it
 * was.
 *
 * <p>How long: {@code -Dpenstock.test.soak-seconds}, 30 unless set; the profile {@code soak} sets
 * half an hour.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class SoakJourney {

  private static final int SECONDS = Integer.getInteger("penstock.test.soak-seconds", 30);
  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(90);
  private static final long SEED = 7;

  /**
   * @param faults that its protocol lets a client notice
   * @param products as it spells them
   */
  private record Venue(String name, List<String> faults, List<String> products) {}

  private static final Venue COINBASE =
      new Venue(
          "coinbase",
          List.of("drop", "mute", "mute-ticks", "garbage", "skip-trade", "close", "freeze"),
          List.of("BTC-USD", "ETH-USD"));

  private static final Venue BINANCE =
      new Venue(
          "binance",
          List.of(
              "drop",
              "mute",
              "garbage",
              "skip-trade",
              "close",
              "drop-book-update",
              "swap-next",
              "duplicate-next",
              "announce-shutdown"),
          List.of("BTCUSDT", "ETHUSDT"));

  private static final Venue KRAKEN =
      new Venue(
          "kraken",
          List.of(
              "drop",
              "mute",
              "garbage",
              "skip-trade",
              "close",
              "drop-book-update",
              "swap-next",
              "duplicate-next",
              "corrupt-checksum"),
          List.of("BTC/USD", "ETH/USD"));

  private static final List<Venue> VENUES = List.of(COINBASE, BINANCE, KRAKEN);

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Integer> made = new TreeMap<>();
  private JsonNode info = MissingNode.getInstance();
  private String penstock = "";

  @Test
  void afterALongTimeOfFaultsEverythingIsAsIfThereHadBeenNone() throws Exception {
    Map<String, String> settings =
        Map.of(
            "penstock.feeds.binance.mute", "5s",
            "penstock.feeds.kraken.mute", "5s",
            "penstock.feeds.breaker.failures", "100000",
            "penstock.feeds.reconnect.longest-pause", "2s");
    try (PenstockProcess process = PenstockProcess.start(directory, settings).awaitReady()) {
      penstock = "http://localhost:" + process.port();
      info = new JsonMapper().readTree(get(process.url("/sandbox/info")));
      try (TickWatch ticks = new TickWatch(info.path("servers").path("kafka").asString())) {
        Awaitility.await().atMost(SETTLES_WITHIN).until(() -> ticks.read().trades() > 100);
        Size before = size(process);
        makeFaults(ticks);
        nothingIsMissing(ticks);
        barsAreThoseOfTheTrades();
        booksAreThoseOfTheExchange();
        printTable(before, size(process), ticks);
      }
    }
  }

  private void makeFaults(TickWatch ticks) {
    Random random = new Random(SEED);
    long start = System.nanoTime();
    Awaitility.await()
        .atMost(Duration.ofSeconds(SECONDS + 60L))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          ticks.read();
          if (random.nextInt(4) == 0) {
            makeFault(random);
          }
          return System.nanoTime() - start > TimeUnit.SECONDS.toNanos(SECONDS);
        });
    // The last fault may be an exchange that says nothing: it is noticed, and the line replaced.
    post("heal");
  }

  private void makeFault(Random random) {
    Venue venue = oneOf(VENUES, random);
    String fault = oneOf(venue.faults(), random);
    String product = oneOf(venue.products(), random);
    post(fault + "?venue=" + venue.name() + "&product=" + product + "&code=1012");
    made.merge(venue.name() + " " + fault, 1, Integer::sum);
  }

  private static <T> T oneOf(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private String url(String path) {
    return penstock + path;
  }

  private void post(String fault) {
    String rest = info.path("sandbox").path("coinbase_rest").asString();
    URI uri = URI.create(rest).resolve("/sandbox/exchange/" + fault);
    HttpRequest request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as("%s: %s", fault, answer.body()).isEqualTo(200);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void nothingIsMissing(TickWatch ticks) {
    Awaitility.await()
        .atMost(SETTLES_WITHIN)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(ticks.read().holes()).isEmpty());
    ticks.assertNothingLostOrDoubled();
    Awaitility.await()
        .atMost(SETTLES_WITHIN)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() ->
            assertThat(
                    rows(
                        "SELECT symbol, venue, max(trade_id) - min(trade_id) + 1 - count(*)"
                            + " FROM market_trades GROUP BY 1, 2"
                            + " HAVING max(trade_id) - min(trade_id) + 1 <> count(*)"))
                .as("listings whose trades are not all stored")
                .isEmpty());
  }

  /** Closed bars, folded again from the stored trades by the database itself. */
  private void barsAreThoseOfTheTrades() {
    String folded =
        """
        SELECT b.symbol, b.venue, b.bar_interval, b.start FROM market_bars b
        JOIN LATERAL (
          SELECT count(*) AS trades, max(price) AS high, min(price) AS low, sum(quantity) AS volume,
                 sum(price * quantity) AS notional,
                 (array_agg(price ORDER BY trade_id))[1] AS open,
                 (array_agg(price ORDER BY trade_id DESC))[1] AS close
          FROM market_trades t
          WHERE t.symbol = b.symbol AND t.venue = b.venue AND t.time >= b.start
            AND t.time < b.start + CASE b.bar_interval WHEN '1s' THEN interval '1 second'
                                                       ELSE interval '1 minute' END) t ON true
        WHERE b.closed AND (t.trades, t.high, t.low, t.volume, t.notional, t.open, t.close)
          IS DISTINCT FROM (b.trades, b.high, b.low, b.volume, b.notional, b.open, b.close)
        """;
    Awaitility.await()
        .atMost(SETTLES_WITHIN)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(rows(folded)).as("bars that are wrong").isEmpty());
    assertThat(rows("SELECT 1 FROM market_bars WHERE closed")).hasSizeGreaterThan(100);
  }

  /** Both sides move many times a second: they have to be caught equal once. */
  private void booksAreThoseOfTheExchange() {
    for (String product : COINBASE.products()) {
      assertCaughtEqual(
          product, "coinbase", rest("coinbase") + "/products/" + product + "/book?level=2", "");
    }
    for (String product : BINANCE.products()) {
      assertCaughtEqual(
          product.replace("USDT", "-USDT"),
          "binance",
          rest("binance") + "/api/v3/depth?limit=100&symbol=" + product,
          "");
    }
    for (String product : KRAKEN.products()) {
      String pair = product.replace("/", "");
      assertCaughtEqual(
          product.replace('/', '-'),
          "kraken",
          rest("kraken") + "/0/public/Depth?count=100&pair=" + pair,
          "result");
    }
  }

  private String rest(String venue) {
    return info.path("sandbox").path(venue + "_rest").asString();
  }

  private void assertCaughtEqual(String symbol, String venue, String exchange, String within) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> {
          JsonNode theirs = new JsonMapper().readTree(get(exchange));
          JsonNode ours =
              new JsonMapper()
                  .readTree(get(url("/stockPrices/" + symbol + "/book?depth=5&venue=" + venue)));
          JsonNode book = within.isEmpty() ? theirs : theirs.path(within).iterator().next();
          for (String side : List.of("bids", "asks")) {
            assertThat(top(ours.path(side)))
                .as("%s of %s at %s", side, symbol, venue)
                .isEqualTo(top(book.path(side)));
          }
        });
  }

  private static List<String> top(JsonNode side) {
    List<String> levels = new ArrayList<>();
    for (JsonNode level : side) {
      if (levels.size() < 5) {
        levels.add(plain(level.path(0)) + " x " + plain(level.path(1)));
      }
    }
    return levels;
  }

  private static String plain(JsonNode number) {
    return new BigDecimal(number.asString()).stripTrailingZeros().toPlainString();
  }

  /** How large the process is, memory in MB; of its heap what is used. */
  private record Size(long heap, long direct, long files, long threads) {}

  private Size size(PenstockProcess process) throws IOException, InterruptedException {
    process.collectGarbage();
    String metrics = get(url("/actuator/prometheus"));
    return new Size(
        sum(metrics, "jvm_memory_used_bytes\\{.*area=\"heap\"") >> 20,
        sum(metrics, "jvm_buffer_memory_used_bytes\\{.*id=\"direct\"") >> 20,
        sum(metrics, "process_files_open_files"),
        sum(metrics, "jvm_threads_live_threads"));
  }

  private static long sum(String metrics, String name) {
    Matcher lines = Pattern.compile("(?m)^" + name + ".*? ([0-9.E+]+)$").matcher(metrics);
    double sum = 0;
    while (lines.find()) {
      sum += Double.parseDouble(lines.group(1));
    }
    return (long) sum;
  }

  private void printTable(Size before, Size after, TickWatch ticks) {
    StringBuilder table = new StringBuilder("\nSoak of " + SECONDS + " s, seed " + SEED + "\n");
    made.forEach((fault, count) -> table.append("  %-28s %6d%n".formatted(fault, count)));
    table.append("  %-28s %6d%n".formatted("trades published", ticks.trades()));
    table.append("  %-28s %6d -> %6d%n".formatted("heap MB", before.heap(), after.heap()));
    table.append("  %-28s %6d -> %6d%n".formatted("direct MB", before.direct(), after.direct()));
    table.append("  %-28s %6d -> %6d%n".formatted("open files", before.files(), after.files()));
    table.append("  %-28s %6d -> %6d%n".formatted("threads", before.threads(), after.threads()));
    System.out.println(table);
    assertThat(after.heap()).isLessThan(before.heap() + 64);
    assertThat(after.files()).isLessThan(before.files() + 50);
    assertThat(after.threads()).isLessThan(before.threads() + 30);
    assertThat(after.direct()).isLessThan(before.direct() + 64);
  }

  private String get(String url) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private List<String> rows(String sql) {
    URI server = URI.create(info.path("servers").path("postgres").asString());
    String[] user = server.getUserInfo().split(":");
    String url = "jdbc:postgresql://localhost:" + server.getPort() + server.getPath();
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url, user[0], user[1]);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.append(found.getString(i)).append(' ');
        }
        rows.add(row.toString());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }
}
