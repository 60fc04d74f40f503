package io.penstock.journeys;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.PenstockProcess;
import io.penstock.Recordings;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Penstock that plays the Coinbase recording, seen from outside: its database, its sockets, its
 * metrics.
 */
final class ReplayedMarket implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNode EXPECTED = Recordings.expected("coinbase-exchange-20210417.json");

  /** Of all ten products; the expected answers name five of them. */
  static final int TRADES = 97;

  private final HttpClient http = HttpClient.newHttpClient();
  private final PenstockProcess process;
  private final JsonNode info;
  private final Admin kafka;

  private ReplayedMarket(PenstockProcess process) throws IOException, InterruptedException {
    this.process = process;
    this.info = JSON.readTree(get(process.url("/sandbox/info")));
    this.kafka =
        Admin.create(Map.of("bootstrap.servers", info.path("servers").path("kafka").asString()));
  }

  /**
   * @param directory holds its data
   * @param speed as {@code penstock.sandbox.speed} takes it
   */
  static ReplayedMarket start(Path directory, String speed)
      throws IOException, InterruptedException {
    String recording = Recordings.root().resolve("coinbase").toAbsolutePath().toString();
    Map<String, String> settings =
        Map.of("penstock.sandbox.recording", recording, "penstock.sandbox.speed", speed);
    return new ReplayedMarket(PenstockProcess.start(directory, settings).awaitReady());
  }

  /**
   * Waits until the last frame was sent, every step has worked all that came of it, and every bar
   * is closed.
   */
  void awaitEnd() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(120))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> status().path("done").asBoolean());
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .during(Duration.ofSeconds(2))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(() -> {
          assertThat(unworked("penstock-prices", "market.feed.v1"))
              .as("records before prices")
              .isZero();
          assertThat(unworked("penstock-bars", "market.ticks.v1"))
              .as("records before bars")
              .isZero();
          assertThat(trades()).as("trades stored").isEqualTo(TRADES);
          assertThat(openBars()).as("bars not closed").isZero();
        });
  }

  private long unworked(String group, String topic) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> worked =
        kafka.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    int partitions =
        requireNonNull(kafka.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
            .partitions()
            .size();
    for (int i = 0; i < partitions; i++) {
      ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
    }
    long unworked = 0;
    for (var end : kafka.listOffsets(ends).all().get().entrySet()) {
      OffsetAndMetadata offset = worked.get(end.getKey());
      unworked += end.getValue().offset() - (offset == null ? 0 : offset.offset());
    }
    return unworked;
  }

  void awaitTrades(int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(SQLException.class) // the schema is made beside the start
        .until(() -> trades() >= count);
  }

  private JsonNode status() throws IOException, InterruptedException {
    String rest = info.path("sandbox").path("coinbase_rest").asString();
    return JSON.readTree(get(URI.create(rest).resolve("/sandbox/exchange/status").toString()));
  }

  int trades() throws SQLException {
    return Integer.parseInt(query("SELECT count(*) FROM market_trades").getFirst());
  }

  private int openBars() throws SQLException {
    return Integer.parseInt(query("SELECT count(*) FROM market_bars WHERE NOT closed").getFirst());
  }

  /** Everything about trades and bars, row by row, revisions included. */
  List<String> everythingStored() throws SQLException {
    List<String> rows =
        query(
            "SELECT symbol, venue, trade_id, price, quantity, taker_side, time FROM market_trades ORDER BY 1, 2, 3, 7");
    rows.addAll(
        query(
            "SELECT symbol, venue, bar_interval, start, open, high, low, close, volume, notional, trades, first_trade_id,"
                + " last_trade_id, revision, closed FROM market_bars ORDER BY 1, 2, 3, 4"));
    return rows;
  }

  void assertBarsAsExpected() throws SQLException {
    for (Map.Entry<String, JsonNode> product : EXPECTED.path("products").properties()) {
      assertThat(bars(product.getKey(), "1s"))
          .isEqualTo(expectedBars(product.getValue().path("bars_1s")));
      assertThat(bars(product.getKey(), "1m"))
          .isEqualTo(expectedBars(product.getValue().path("bars_1m")));
    }
  }

  void assertTradesAsExpected() throws SQLException {
    for (Map.Entry<String, JsonNode> product : EXPECTED.path("products").properties()) {
      JsonNode expected = product.getValue().path("trades");
      List<String> row =
          query(
              "SELECT count(*), coalesce(sum(quantity), 0), coalesce(sum(price * quantity), 0), coalesce(min(trade_id), 0),"
                  + " coalesce(max(trade_id), 0) FROM market_trades WHERE symbol = '"
                  + product.getKey()
                  + "'");
      String[] stored = row.getFirst().split("\\|");
      assertThat(stored[0])
          .as("trades of %s", product.getKey())
          .isEqualTo(expected.path("count").asString());
      if (expected.path("count").asInt() > 0) {
        assertThat(new BigDecimal(stored[1]))
            .isEqualByComparingTo(expected.path("total_quantity").asString());
        assertThat(new BigDecimal(stored[2]))
            .isEqualByComparingTo(expected.path("total_notional").asString());
        assertThat(stored[3]).isEqualTo(expected.path("first_id").asString());
        assertThat(stored[4]).isEqualTo(expected.path("last_id").asString());
      }
    }
  }

  /** As a browser gets them: the book in the reply to its subscription. */
  void assertBooksAsExpected() throws Exception {
    try (BrowserSocket browser = new BrowserSocket(http, process.port())) {
      browser.ask("{\"id\":1,\"connect\":{}}");
      int id = 1;
      for (Map.Entry<String, JsonNode> product : EXPECTED.path("products").properties()) {
        JsonNode reply =
            browser.ask(
                "{\"id\":%d,\"subscribe\":{\"channel\":\"book:%s\"}}"
                    .formatted(++id, product.getKey()));
        JsonNode book = reply.path("subscribe").path("data");
        assertThat(book.path("type").asString())
            .as("reply %s", reply.toString().substring(0, 80))
            .isEqualTo("snapshot");
        assertSide(product, book, "bids");
        assertSide(product, book, "asks");
      }
    }
  }

  private static void assertSide(Map.Entry<String, JsonNode> product, JsonNode book, String side) {
    JsonNode expected = product.getValue();
    String levels = side.equals("bids") ? "bid_levels" : "ask_levels";
    assertThat(book.path(side).size())
        .as("%s %s", product.getKey(), levels)
        .isEqualTo(expected.path("book_top10").path(levels).asInt());
    assertThat(levels(book.path(side), 10))
        .isEqualTo(levels(expected.path("book_top10").path(side), 10));
  }

  private static List<String> levels(JsonNode side, int count) {
    List<String> levels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      levels.add(
          plain(side.path(i).path(0).asString()) + " × " + plain(side.path(i).path(1).asString()));
    }
    return levels;
  }

  void assertNothingReportedMissing() throws IOException, InterruptedException {
    String metrics = get(process.url("/actuator/prometheus"));
    for (String metric :
        List.of(
            "penstock_feed_gaps_total",
            "penstock_feed_unparsable_total",
            "penstock_prices_books_lost_total",
            "penstock_streams_dead_letters_total")) {
      assertThat(
              metrics
                  .lines()
                  .filter(line -> line.startsWith(metric))
                  .filter(line -> !line.endsWith(" 0.0")))
          .isEmpty();
    }
  }

  private static Map<String, String> expectedBars(JsonNode bars) {
    Map<String, String> expected = new TreeMap<>();
    for (JsonNode bar : bars) {
      expected.put(
          bar.path("start").asString(),
          bar(
              bar.path("open").asString(),
              bar.path("high").asString(),
              bar.path("low").asString(),
              bar.path("close").asString(),
              bar.path("volume").asString(),
              bar.path("notional").asString(),
              bar.path("vwap").asString(),
              bar.path("trades").asString()));
    }
    return expected;
  }

  private Map<String, String> bars(String symbol, String interval) throws SQLException {
    Map<String, String> bars = new TreeMap<>();
    for (String row :
        query(
            "SELECT start, open, high, low, close, volume, notional, trades FROM market_bars WHERE symbol = '"
                + symbol
                + "' AND bar_interval = '"
                + interval
                + "'")) {
      String[] column = row.split("\\|");
      BigDecimal vwap =
          new BigDecimal(column[6]).divide(new BigDecimal(column[5]), 12, RoundingMode.HALF_EVEN);
      bars.put(
          column[0],
          bar(
              column[1],
              column[2],
              column[3],
              column[4],
              column[5],
              column[6],
              vwap.toString(),
              column[7]));
    }
    return bars;
  }

  private static String bar(
      String open,
      String high,
      String low,
      String close,
      String volume,
      String notional,
      String vwap,
      String trades) {
    return "open %s high %s low %s close %s volume %s notional %s vwap %s trades %s"
        .formatted(
            plain(open),
            plain(high),
            plain(low),
            plain(close),
            plain(volume),
            plain(notional),
            plain(vwap),
            trades);
  }

  private static String plain(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }

  private List<String> query(String sql) throws SQLException {
    String url = info.path("servers").path("postgres").asString();
    URI uri = URI.create(url);
    String[] login = uri.getUserInfo().split(":");
    String jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
    try (Connection connection = DriverManager.getConnection(jdbc, login[0], login[1]);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          columns.add(column(rows, i));
        }
        found.add(String.join("|", columns));
      }
      return found;
    }
  }

  private static String column(ResultSet rows, int i) throws SQLException {
    if (rows.getMetaData().getColumnTypeName(i).equals("timestamptz")) {
      return rows.getObject(i, OffsetDateTime.class).toInstant().toString();
    }
    return String.valueOf(rows.getObject(i));
  }

  private String get(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(url).isEqualTo(200);
    return response.body();
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** As {@code Ctrl-C} does. */
  void stop() throws InterruptedException {
    process.terminate();
    assertThat(process.endsWithin(10)).as("ends within 10 s").isTrue();
  }

  @Override
  public void close() {
    kafka.close(Duration.ZERO);
    process.close();
  }

  /** A WebSocket that asks and gets replies; pushes are passed over. */
  private static final class BrowserSocket
      implements AutoCloseable, java.net.http.WebSocket.Listener {

    private final BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
    private final StringBuilder frame = new StringBuilder();
    private final java.net.http.WebSocket socket;

    BrowserSocket(HttpClient http, int port) {
      socket =
          http.newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + port + "/connection/websocket"), this)
              .join();
    }

    JsonNode ask(String command) throws InterruptedException {
      socket.sendText(command, true).join();
      JsonNode reply = replies.poll(10, TimeUnit.SECONDS);
      assertThat(reply).as("reply to %s", command).isNotNull();
      return reply;
    }

    @Override
    public java.util.concurrent.@Nullable CompletionStage<?> onText(
        java.net.http.WebSocket from, CharSequence data, boolean last) {
      frame.append(data);
      if (last) {
        for (String line : frame.toString().split("\n")) {
          JsonNode message = JSON.readTree(line);
          if (message.has("id")) {
            replies.add(message);
          }
        }
        frame.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
