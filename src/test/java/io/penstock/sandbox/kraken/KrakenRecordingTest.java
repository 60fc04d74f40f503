package io.penstock.sandbox.kraken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.Recording;
import io.penstock.sandbox.venue.RecordingException;
import io.penstock.sandbox.venue.ReplaySpeed;
import io.penstock.sandbox.venue.Stage;
import io.penstock.sandbox.venue.SteppedClock;
import io.penstock.sandbox.venue.TestRecording;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

class KrakenRecordingTest {

  private static final String FILE = "kraken/v2-book-btcusd-20230730.jsonl.gz";
  private static final String BTC = "BTC/USD";
  private static final Duration SETTLED = Duration.ofMillis(120);

  private final VirtualTimeScheduler loop = VirtualTimeScheduler.create();
  private final Clock clock = SteppedClock.of(loop);

  @TempDir private Path folder;

  private KrakenRecordedMarket market(Path path, ReplaySpeed speed, boolean looped) {
    KrakenContents contents = new KrakenContents();
    return new KrakenRecordedMarket(
        contents,
        new Stage<>(
            Recording.open(path, contents),
            speed,
            looped,
            Schedulers.immediate(),
            clock,
            new Telemetry(new SimpleMeterRegistry())));
  }

  private static Path real() {
    return Recordings.root().resolve(FILE);
  }

  private static List<String> frames() {
    try (var lines = Recordings.frames(FILE)) {
      return lines.filter(RecordedFrame::isIncoming).map(RecordedFrame::frame).toList();
    }
  }

  private static List<String> books(List<String> messages) {
    return messages.stream()
        .filter(message -> message.startsWith("{\"channel\":\"book\""))
        .toList();
  }

  @Test
  void playsTheRealRecordingByteForByteWithEachChecksumRight() {
    KrakenRecordedMarket market = market(real(), ReplaySpeed.MAX, false);
    assertThat(market.symbols()).containsExactly(BTC);
    assertThat(market.instrument(BTC)).isEqualTo(new Instrument(BTC, "BTC", "USD", 1, 8));
    KrakenTalk client = new KrakenTalk(market, loop, clock);
    client.subscribe("book", "", BTC);
    List<String> heard = books(client.hear(SETTLED));
    assertThat(heard).hasSize(510).isEqualTo(frames());
    KrakenClientBook book = new KrakenClientBook(10, 1, 8);
    assertThat(heard).allMatch(book::hear);
    assertThat(book.checksum()).isEqualTo(2_438_878_880L);
    assertThat(Checksum.of(Objects.requireNonNull(market.book(BTC)))).isEqualTo(2_438_878_880L);
    assertThat(market.replay().done()).isTrue();
    JsonNode expected =
        Recordings.expected("kraken-v2-book-btcusd-20230730.json").path("book_top10");
    ModelBook known = Objects.requireNonNull(market.book(BTC));
    for (int i = 0; i < 10; i++) {
      assertThat(new BigDecimal(market.instrument(BTC).price(known.bids().price(i))))
          .isEqualByComparingTo(expected.path("bids").path(i).path(0).asString());
      assertThat(new BigDecimal(market.instrument(BTC).size(known.asks().size(i))))
          .isEqualByComparingTo(expected.path("asks").path(i).path(1).asString());
    }
  }

  /** Its recorder kept no times of receipt: the venue's own set the pace. */
  @Test
  void playsAtThePaceOfTheVenuesTimes() {
    KrakenRecordedMarket market = market(real(), new ReplaySpeed(10), false);
    KrakenTalk client = new KrakenTalk(market, loop, clock);
    client.subscribe("book", "", BTC);
    assertThat(books(client.hear(SETTLED.plusSeconds(2)))).hasSizeBetween(100, 400);
    assertThat(market.replay().done()).isFalse();
    client.hear(Duration.ofSeconds(4));
    assertThat(market.replay().done()).isTrue();
  }

  @Test
  void keepsBooksRightOverReconnectsAndResubscriptions() {
    KrakenRecordedMarket market = market(real(), new ReplaySpeed(1), false);
    KrakenClientBook book = new KrakenClientBook(10, 1, 8);
    int messages = 0;
    for (int connection = 0; connection < 6; connection++) {
      KrakenTalk client = new KrakenTalk(market, loop, clock);
      client.subscribe("book", "", BTC);
      List<String> heard = books(client.hear(Duration.ofSeconds(5)));
      client.unsubscribe("book", "", BTC);
      assertThat(books(client.hear(Duration.ofSeconds(1)))).isEmpty();
      client.subscribe("book", "", BTC);
      List<String> again = books(client.hear(Duration.ofSeconds(4)));
      assertThat(heard.getFirst()).contains("\"type\":\"snapshot\"");
      assertThat(again.getFirst()).contains("\"type\":\"snapshot\"");
      assertThat(heard).allMatch(book::hear);
      assertThat(again).allMatch(book::hear);
      messages += heard.size() + again.size();
      client.disconnect();
    }
    assertThat(messages).isGreaterThan(400);
    assertThat(market.replay().done()).isTrue();
    assertThat(book.checksum()).isEqualTo(2_438_878_880L);
  }

  @Test
  void offersTheRecordedDepthOnly() {
    KrakenRecordedMarket market = market(real(), ReplaySpeed.MAX, false);
    KrakenTalk client = new KrakenTalk(market, loop, clock);
    client.hear(Duration.ZERO);
    client.subscribe("book", ",\"depth\":25", BTC);
    assertThat(client.hear(SETTLED))
        .singleElement()
        .asString()
        .contains("Subscription depth not supported");
  }

  @Test
  void keepsChecksumsRightInEachRoundOfALoop() {
    KrakenRecordedMarket market = market(real(), new ReplaySpeed(100), true);
    KrakenTalk client = new KrakenTalk(market, loop, clock);
    client.subscribe("book", "", BTC);
    KrakenClientBook book = new KrakenClientBook(10, 1, 8);
    List<String> heard = books(client.hear(Duration.ofSeconds(2)));
    assertThat(market.replay().round()).isGreaterThan(3);
    assertThat(heard).hasSizeGreaterThan(1_530).allMatch(book::hear);
    String time = "";
    for (String message : heard) {
      String next = KrakenTalk.json(message).path("data").path(0).path("timestamp").asString(time);
      assertThat(next).isGreaterThanOrEqualTo(time);
      time = next;
    }
  }

  @Test
  void playsTradesTickersAndInstrumentsToWhoSubscribedAndNoRecordedAnswers() throws IOException {
    TestRecording recording = session();
    KrakenRecordedMarket market =
        market(recording.write(folder.resolve("k.jsonl")), ReplaySpeed.MAX, false);
    assertThat(market.instrument(BTC)).isEqualTo(new Instrument(BTC, "BTC", "USD", 1, 8));
    KrakenTalk client = new KrakenTalk(market, loop, clock);
    client.hear(Duration.ZERO);
    client.subscribe("trade", "", BTC);
    client.say(
        "{\"method\":\"subscribe\",\"params\":{\"channel\":\"instrument\",\"snapshot\":false}}");
    client.hear(Duration.ZERO);
    List<String> all = recording.frames();
    assertThat(client.hear(SETTLED))
        .containsExactly(all.get(2), all.get(3), all.get(5), all.get(6));
    assertThat(market.lastTrades(BTC, 2).stream().map(KrakenTrade::id).toList())
        .containsExactly(11L, 12L);
    client.unsubscribe("trade", "", BTC);
    client.subscribe("trade", ",\"snapshot\":true", BTC);
    client.subscribe("ticker", "", BTC);
    List<String> joined = client.hear(Duration.ZERO);
    assertThat(joined)
        .anyMatch(message ->
            message.startsWith("{\"channel\":\"trade\",\"type\":\"snapshot\"")
                && message.contains("\"trade_id\":12"))
        .contains(all.get(4).replace("update", "snapshot"));
  }

  @Test
  void shiftsTradeIdsAndTimesFromRoundTwoOn() throws IOException {
    KrakenRecordedMarket market =
        market(session().write(folder.resolve("k.jsonl")), new ReplaySpeed(100), true);
    KrakenTalk client = new KrakenTalk(market, loop, clock);
    client.subscribe("trade", "", BTC);
    List<Long> ids = new ArrayList<>();
    List<String> times = new ArrayList<>();
    for (String message : client.hear("trade", Duration.ofMillis(200))) {
      JsonNode trade = KrakenTalk.json(message).path("data").path(0);
      ids.add(trade.path("trade_id").asLong());
      times.add(trade.path("timestamp").asString());
    }
    assertThat(ids).startsWith(10L, 11L, 12L, 13L, 14L);
    assertThat(times).isSorted();
    assertThat(client.hear(Duration.ofMillis(100)))
        .allMatch(
            message -> !message.contains("trade_id") || message.contains("\"qty\":0.00100000"));
  }

  @Test
  void refusesToLoopABookThatDoesNotBeginWithASnapshot() throws IOException {
    Path file =
        new TestRecording()
            .add(0, update("2021-04-17T16:43:37.000000Z"))
            .write(folder.resolve("k.jsonl"));
    assertThatThrownBy(() -> market(file, ReplaySpeed.MAX, true))
        .isInstanceOf(RecordingException.class)
        .hasMessage(
            "Recording "
                + file
                + " cannot be played in a loop: its book of BTC/USD does not begin with a snapshot,"
                + " so that the checksums of a second round would be wrong.");
  }

  private static TestRecording session() {
    return new TestRecording()
        .add(0, "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\"}]}")
        .add(0, "{\"method\":\"subscribe\",\"success\":true}")
        .add(
            0,
            "{\"channel\":\"instrument\",\"type\":\"snapshot\",\"data\":{\"assets\":[],\"pairs\":["
                + "{\"symbol\":\"BTC/USD\",\"base\":\"BTC\",\"quote\":\"USD\",\"price_precision\":1,"
                + "\"qty_precision\":8}]}}")
        .add(0, trade("snapshot", 10, "2021-04-17T16:43:36.000000Z"))
        .add(
            100,
            "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"bid\":1.0}]}")
        .add(1_000, trade("update", 11, "2021-04-17T16:43:38.000000Z"))
        .add(3_000, trade("update", 12, "2021-04-17T16:43:40.000000Z"));
  }

  private static String trade(String type, long id, String time) {
    return "{\"channel\":\"trade\",\"type\":\""
        + type
        + "\",\"data\":[{\"symbol\":\"BTC/USD\",\"side\":\"buy\",\"price\":68580.0,\"qty\":0.00100000,"
        + "\"ord_type\":\"limit\",\"trade_id\":"
        + id
        + ",\"timestamp\":\""
        + time
        + "\"}]}";
  }

  private static String update(String time) {
    return "{\"channel\":\"book\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":[],"
        + "\"asks\":[{\"price\":29431.1,\"qty\":0.8}],\"checksum\":1,\"timestamp\":\""
        + time
        + "\"}]}";
  }
}
