package io.penstock.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.RecordedFrame;
import io.penstock.Recordings;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.venue.RecordingException;
import io.penstock.sandbox.venue.TestRecording;
import io.penstock.sandbox.venue.WireClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recordings of several venues on a real port. */
class RecordedVenuesIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String KRAKEN_FILE = "kraken/v2-book-btcusd-20230730.jsonl.gz";
  private static final String BINANCE_FILE = "binance/spot-20211012.jsonl.gz";

  private @Nullable SandboxExchange running;

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    if (running != null) {
      running.stop().block();
    }
  }

  @Test
  void playsARecordingAtTheVenueWhoseFramesItHoldsWhileTheOthersListNothing() {
    SandboxExchange exchange = start(Recordings.root().resolve("kraken"), "max");
    assertThat(exchange.status().plays()).isEqualTo("recording");
    assertThat(exchange.venue("coinbase").status().plays()).isEqualTo("nothing");
    assertThat(get(exchange, "/coinbase/products").body()).isEqualTo("[]");
    assertThat(JSON.readTree(get(exchange, "/binance/api/v3/exchangeInfo").body()).path("symbols"))
        .isEmpty();
    assertThat(get(exchange, "/kraken/0/public/AssetPairs").body())
        .startsWith("{\"error\":[],\"result\":{\"XXBTZUSD\":");
    try (WireClient client = WireClient.connect(exchange.port(), "/kraken/v2")) {
      client.say(
          "{\"method\":\"subscribe\",\"params\":{\"channel\":\"book\",\"symbol\":[\"BTC/USD\"]}}");
      client.expect(message -> message.startsWith("{\"method\":\"subscribe\""));
      List<String> heard = new ArrayList<>();
      while (heard.size() < 510) {
        String message = client.expect();
        if (!message.equals("{\"channel\":\"heartbeat\"}")) {
          heard.add(message);
        }
      }
      assertThat(heard).isEqualTo(frames(KRAKEN_FILE, "ws"));
      assertThat(client.expect()).isEqualTo("{\"channel\":\"heartbeat\"}");
    }
    assertThat(exchange.status().done()).isTrue();
    assertThat(exchange.status().framesPlayed()).isEqualTo(510);
  }

  @Test
  void givesBinancesRecordedBookToWhoAskedBeforeTheLine() {
    SandboxExchange exchange = start(Recordings.root().resolve(BINANCE_FILE), "1");
    try (WireClient client =
        WireClient.connect(
            exchange.port(), "/binance/stream?streams=nknusdt@depth@100ms/blzeth@depth@100ms")) {
      HttpResponse<String> book = get(exchange, "/binance/api/v3/depth?symbol=BLZETH&limit=1000");
      assertThat(book.statusCode()).isEqualTo(200);
      assertThat(book.body()).isEqualTo(frames(BINANCE_FILE, "http:").get(1));
      assertThat(client.expect()).isEqualTo(frames(BINANCE_FILE, "ws").getFirst());
      HttpResponse<String> early = get(exchange, "/binance/api/v3/depth?symbol=RUNEEUR");
      assertThat(early.statusCode()).isEqualTo(504);
      assertThat(early.body()).startsWith("{\"code\":-1007,");
    }
  }

  @Test
  void playsRecordingsOfSeveralVenuesOfOneDirectory() throws IOException {
    new TestRecording()
        .add(
            0,
            "{\"type\":\"match\",\"trade_id\":7,\"product_id\":\"A-USD\",\"price\":\"1\",\"size\":\"1\","
                + "\"side\":\"buy\",\"sequence\":1,\"time\":\"2021-04-17T16:43:38.000000Z\"}")
        .write(folder.resolve("1.jsonl"));
    new TestRecording()
        .add(
            0,
            "{\"stream\":\"ausdt@trade\",\"data\":{\"e\":\"trade\",\"E\":1633998512068,\"s\":\"AUSDT\",\"t\":7,"
                + "\"p\":\"1.5\",\"q\":\"1\",\"T\":1633998512068,\"m\":true,\"M\":true}}")
        .write(folder.resolve("2.jsonl"));
    new TestRecording()
        .add(
            0,
            "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"A/USD\",\"side\":\"buy\","
                + "\"price\":1.5,\"qty\":1.0,\"ord_type\":\"limit\",\"trade_id\":7,"
                + "\"timestamp\":\"2021-04-17T16:43:38.000000Z\"}]}")
        .write(folder.resolve("3.jsonl"));
    SandboxExchange exchange = start(folder, "max");
    assertThat(exchange.status().framesTotal()).isEqualTo(3);
    assertThat(get(exchange, "/coinbase/products").body()).contains("\"A-USD\"");
    assertThat(get(exchange, "/binance/api/v3/exchangeInfo?symbol=AUSDT").body())
        .contains("\"baseAsset\":\"A\"");
    assertThat(get(exchange, "/kraken/0/public/AssetPairs?pair=AUSD").body())
        .contains("\"wsname\":\"A/USD\"");
    JsonNode venues =
        JSON.readTree(get(exchange, "/sandbox/exchange/status").body()).path("venues");
    assertThat(venues.path("kraken").path("plays").asString()).isEqualTo("recording");
  }

  @Test
  void saysThatARecordingIsOfNoVenueItKnows() throws IOException {
    Path file = folder.resolve("other.jsonl");
    Files.writeString(
        file,
        "{\"received\":null,\"channel\":\"ws\",\"direction\":\"in\",\"frame\":\"[{\\\"T\\\":\\\"t\\\"}]\"}\n");
    assertThatThrownBy(() -> start(file, "max"))
        .isInstanceOf(RecordingException.class)
        .hasMessage(
            "Recording "
                + file
                + " is none of coinbase, binance, kraken; its first frame begins with"
                + " [{\"T\":\"t\"}]");
  }

  private static List<String> frames(String file, String channel) {
    try (Stream<RecordedFrame> lines = Recordings.frames(file)) {
      return lines
          .filter(line -> line.isIncoming() && line.channel().startsWith(channel))
          .map(RecordedFrame::frame)
          .toList();
    }
  }

  private SandboxExchange start(Path recording, String speed) {
    SandboxExchange exchange =
        SandboxExchange.of(
            SandboxProperties.defaults().playing(recording.toString(), speed),
            Clock.systemUTC(),
            new Telemetry(new SimpleMeterRegistry()));
    exchange.start();
    running = exchange;
    return exchange;
  }

  private static HttpResponse<String> get(SandboxExchange exchange, String path) {
    return WireClient.get(exchange.port(), path);
  }
}
