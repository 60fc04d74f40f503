package io.penstock.sandbox.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.Recordings;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.venue.Level;
import io.penstock.sandbox.venue.Recording;
import io.penstock.sandbox.venue.ReplaySpeed;
import io.penstock.sandbox.venue.Stage;
import io.penstock.sandbox.venue.SteppedClock;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Plays what a client of the real exchange received. */
class RealRecordingTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final VirtualTimeScheduler loop = VirtualTimeScheduler.create();
  private final Clock clock = SteppedClock.of(loop);

  @Test
  void playsTheWholeRecordingOfTheRealExchange() {
    RecordedMarket market = market(ReplaySpeed.MAX);
    TestClient client = new TestClient(market, loop, clock);
    client.subscribe(market.products(), Channel.values());
    List<String> frames = new ArrayList<>(client.hear(Duration.ofSeconds(1).minusNanos(1)));
    frames.removeFirst();
    List<String> expected;
    try (var lines = Recordings.frames("coinbase/exchange-20210417.jsonl.gz")) {
      expected =
          lines
              .filter(io.penstock.RecordedFrame::isIncoming)
              .map(io.penstock.RecordedFrame::frame)
              .toList();
    }
    assertThat(frames).hasSize(9_946).isEqualTo(expected);
    assertThat(market.products()).hasSize(10);
    assertThat(JSON.readTree(market.describe("YFI-BTC")).path("base_max_size").asString())
        .isNotEmpty();
    JsonNode products = Recordings.expected("coinbase-exchange-20210417.json").path("products");
    products
        .properties()
        .forEach(
            entry -> assertBook(book(market, entry.getKey()), entry.getValue().path("book_top10")));
  }

  /** A client that loses its line now and then has the same books in the end. */
  @Test
  void keepsBooksRightOverReconnects() {
    RecordedMarket market = market(new ReplaySpeed(1));
    Map<String, ClientBook> books = new HashMap<>();
    for (int connection = 0; connection < 8; connection++) {
      books.clear();
      TestClient client = new TestClient(market, loop, clock);
      client.subscribe(market.products(), Channel.LEVEL2);
      for (String frame : client.hear(Duration.ofSeconds(connection < 7 ? 4 : 12))) {
        JsonNode json = JSON.readTree(frame);
        if (!json.path("type").asString().equals("subscriptions")) {
          books
              .computeIfAbsent(json.path("product_id").asString(), id -> new ClientBook())
              .hear(json);
        }
      }
      client.disconnect();
    }
    assertThat(market.replay().done()).isTrue();
    market
        .products()
        .forEach(product ->
            assertThat(books.computeIfAbsent(product, id -> new ClientBook()).levels())
                .isEqualTo(levels(book(market, product))));
  }

  private static Market.Book book(Market market, String product) {
    return Objects.requireNonNull(market.book(product));
  }

  private static void assertBook(Market.Book book, JsonNode expected) {
    assertThat(numbers(book.bids())).isEqualTo(numbers(expected.path("bids")));
    assertThat(numbers(book.asks())).isEqualTo(numbers(expected.path("asks")));
  }

  private static List<String> numbers(List<Level> levels) {
    return levels.stream()
        .limit(10)
        .map(level -> plain(level.price()) + " " + plain(level.size()))
        .toList();
  }

  private static List<String> numbers(JsonNode levels) {
    return levels
        .valueStream()
        .map(level -> plain(level.path(0).asString()) + " " + plain(level.path(1).asString()))
        .toList();
  }

  private static String plain(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }

  private static List<String> levels(Market.Book book) {
    List<Level> all = new ArrayList<>(book.bids());
    all.addAll(book.asks());
    return all.stream().map(level -> level.price() + " " + level.size()).toList();
  }

  private RecordedMarket market(ReplaySpeed speed) {
    CoinbaseContents contents = new CoinbaseContents();
    return new RecordedMarket(
        contents,
        new Stage<>(
            Recording.open(Recordings.root().resolve("coinbase"), contents),
            speed,
            false,
            Schedulers.immediate(),
            clock,
            new Telemetry(new SimpleMeterRegistry())));
  }
}
