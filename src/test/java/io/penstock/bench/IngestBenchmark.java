package io.penstock.bench;

import io.penstock.PenstockProcess;
import io.penstock.Recordings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Recorded frames as fast as they are taken, through a real WebSocket, parsed, and acknowledged by
 * a real broker: how many of them one core of the reading process works in a second. Exchange and
 * broker are processes of their own, so only the reader's CPU time counts; they share the machine's
 * cores and may be the limit of the rate, not of the cost.
 */
class IngestBenchmark {

  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final String LOOPBACK = "127.0.0.1";

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path directory;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void recordedFramesIntoKafka() throws Exception {
    String recording = Recordings.root().resolve("coinbase").toAbsolutePath().toString();
    Map<String, String> exchangeAndServers =
        Map.of(
            "penstock.roles", "",
            "penstock.sandbox.recording", recording,
            "penstock.sandbox.speed", "max",
            "penstock.sandbox.loop", "true");
    try (PenstockProcess servers =
        PenstockProcess.start(directory, exchangeAndServers).awaitReady()) {
      JsonNode info = JsonMapper.shared().readTree(get(servers.url("/sandbox/info")));
      try (PenstockProcess ingest = PenstockProcess.startPlain(directory, ingest(info))) {
        int port = ingest.awaitPort();
        await(WARM_UP);
        Sample before = sample(port);
        await(MEASURED);
        print(before, sample(port));
      }
    }
  }

  private static Map<String, String> ingest(JsonNode info) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("penstock.roles", "ingest");
    settings.put("server.address", LOOPBACK);
    settings.put(
        "penstock.streams.bootstrap-servers", info.path("servers").path("kafka").asString());
    settings.put("penstock.feeds.coinbase.symbols", "*");
    settings.put(
        "penstock.feeds.coinbase.websocket-url",
        info.path("sandbox").path("coinbase_websocket").asString());
    settings.put(
        "penstock.feeds.coinbase.rest-url", info.path("sandbox").path("coinbase_rest").asString());
    return settings;
  }

  /** What the reader had done by a moment. */
  private record Sample(double messages, double cpuSeconds, long nanos) {}

  private Sample sample(int port) throws IOException, InterruptedException {
    String metrics = get("http://127.0.0.1:" + port + "/actuator/prometheus");
    return new Sample(
        value(metrics, "penstock_feed_messages_total"),
        value(metrics, "process_cpu_time_ns_total") / 1e9,
        System.nanoTime());
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static void print(Sample before, Sample after) {
    double messages = after.messages() - before.messages();
    double cpuSeconds = after.cpuSeconds() - before.cpuSeconds();
    double seconds = (after.nanos() - before.nanos()) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "{\"bench\":\"ingest\",\"frames_per_s\":%.0f,\"frames_per_core_s\":%.0f,\"cpu_us_per_frame\":%.2f,\"cores_used\":%.2f}%n",
        messages / seconds,
        messages / cpuSeconds,
        cpuSeconds * 1e6 / messages,
        cpuSeconds / seconds);
  }

  private String get(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** A benchmark measures time; that is what it waits for. */
  private static void await(Duration duration) throws InterruptedException {
    Thread.sleep(duration);
  }
}
