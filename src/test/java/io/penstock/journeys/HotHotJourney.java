package io.penstock.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.PenstockProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Two processes read the same exchange; each is killed with -9 once, and nobody notices. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class HotHotJourney {

  @TempDir Path directory;

  private JsonNode info = MissingNode.getInstance();

  @Test
  void killingOneOfTwoReadersLosesAndDoublesNothing() throws Exception {
    try (PenstockProcess rest =
        PenstockProcess.start(directory, Map.of("penstock.roles", "prices,fanout")).awaitReady()) {
      info = info(rest);
      PenstockProcess a = reader("a");
      PenstockProcess b = reader("b");
      try (TickWatch ticks = ticks()) {
        awaitTrades(ticks, 100);
        a.kill();
        awaitTrades(ticks, 150);
        a = reader("a");
        awaitTrades(ticks, 100);
        b.kill();
        awaitTrades(ticks, 150);
        ticks.assertNothingLostOrDoubled();
        assertThat(ticks.bookLines())
            .as("each of them owned a book once")
            .anyMatch(line -> line.startsWith("coinbase#a"))
            .anyMatch(line -> line.startsWith("coinbase#b"));
      } finally {
        a.close();
        b.close();
      }
    }
  }

  private JsonNode info(PenstockProcess process) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(process.url("/sandbox/info"))).build();
    return new JsonMapper()
        .readTree(
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private PenstockProcess reader(String instance) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("spring.profiles.active", "cluster");
    settings.put("penstock.roles", "ingest");
    settings.put("penstock.feeds.instance", instance);
    settings.put("penstock.feeds.coinbase.symbols", "*");
    settings.put("penstock.streams.bootstrap-servers", text("servers", "kafka"));
    settings.put("penstock.feeds.coinbase.websocket-url", text("sandbox", "coinbase_websocket"));
    settings.put("penstock.feeds.coinbase.rest-url", text("sandbox", "coinbase_rest"));
    PenstockProcess process =
        PenstockProcess.startPlain(Files.createDirectories(directory.resolve(instance)), settings);
    process.awaitPort();
    return process;
  }

  private TickWatch ticks() {
    return new TickWatch(text("servers", "kafka"));
  }

  private String text(String section, String name) {
    return info.path(section).path(name).asString();
  }

  private static void awaitTrades(TickWatch ticks, int more) {
    int wanted = ticks.read().trades() + more;
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(250))
        .until(() -> ticks.read().trades() >= wanted);
  }
}
