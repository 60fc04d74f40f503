package io.penstock.platform.telemetry;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.PenstockProcess;
import io.penstock.platform.telemetry.TelemetryCatalogue.Meter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the catalogue promises, looked for in the whole running system with one browser. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class TelemetryIT {

  private static final Pattern SERIES =
      Pattern.compile("^(\\w+)(?:\\{(.*)})? (\\S+)$", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final List<String> HOPS =
      List.of(
          "penstock_feed_delay_seconds",
          "penstock_prices_delay_seconds",
          "penstock_fanout_delay_seconds",
          "penstock_fanout_write_delay_seconds");
  private static final List<String> MOVING =
      List.of("penstock_feed_messages_total", "penstock_fanout_deliveries_total");

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void everyDocumentedMeterIsThereAndMoves() throws Exception {
    try (PenstockProcess penstock = PenstockProcess.start(directory).awaitReady()) {
      awaitPrice(penstock);
      WebSocket browser = browse(penstock);
      Scrape first = awaitHops(penstock);

      assertThat(TelemetryCatalogue.read())
          .filteredOn(Meter::fromStart)
          .isNotEmpty()
          .allSatisfy(meter -> {
            assertThat(first.kind(meter)).as(meter.name()).isEqualTo(meter.kind());
            assertThat(first.labels(meter)).as(meter.name()).containsAll(meter.tags());
          });
      assertThat(first.value("penstock_fanout_connections")).isEqualTo(1);
      assertThat(first.value("penstock_fanout_subscriptions")).isEqualTo(2);
      assertThat(first.value("penstock_feed_connected")).as("exchanges").isBetween(1.0, 3.0);
      assertThat(first.value("penstock_feed_symbols")).isPositive();
      assertThat(HOPS)
          .allSatisfy(
              hop -> assertThat(Set.copyOf(first.bounds(hop))).isEqualTo(Set.copyOf(bounds())));

      Awaitility.await()
          .untilAsserted(() -> {
            Scrape later = scrape(penstock);
            assertThat(HOPS)
                .allSatisfy(hop ->
                    assertThat(later.value(hop + "_count"))
                        .isGreaterThan(first.value(hop + "_count")));
            assertThat(MOVING)
                .allSatisfy(name -> assertThat(later.value(name)).isGreaterThan(first.value(name)));
          });

      assertThat(status(penstock, "/no/such/path")).isEqualTo(404);
      assertThat(status(penstock, "/connection/websocket")).isEqualTo(426);
      browser.abort();
      Awaitility.await()
          .untilAsserted(() -> {
            Scrape last = scrape(penstock);
            assertThat(last.value("penstock_fanout_connections")).isZero();
            assertThat(last.value("penstock_fanout_subscriptions")).isZero();
            assertThat(last.text()).contains("penstock_http_refusals_total{code=\"not_found\"}");
            assertThat(last.text()).contains("penstock_fanout_refusals_total{reason=");
          });
    }
  }

  private static List<String> bounds() {
    return Stream.concat(
            Hops.BUCKETS.stream().map(bound -> Double.toString(bound.toNanos() / 1e9)),
            Stream.of("+Inf"))
        .toList();
  }

  private void awaitPrice(PenstockProcess penstock) {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> status(penstock, "/stockPrices?symbols=BTC-USD") == 200);
  }

  private WebSocket browse(PenstockProcess penstock) throws Exception {
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .buildAsync(
                URI.create(penstock.url("/connection/websocket").replace("http", "ws")),
                new WebSocket.Listener() {})
            .get(20, TimeUnit.SECONDS);
    for (String command :
        List.of(
            "{\"id\":1,\"connect\":{}}",
            "{\"id\":2,\"subscribe\":{\"channel\":\"ticker:BTC-USD\"}}",
            "{\"id\":3,\"subscribe\":{\"channel\":\"book:BTC-USD\"}}")) {
      socket.sendText(command, true).get(20, TimeUnit.SECONDS);
    }
    return socket;
  }

  private Scrape awaitHops(PenstockProcess penstock) {
    return Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () -> scrape(penstock),
            scrape -> HOPS.stream().allMatch(hop -> scrape.value(hop + "_count") > 0));
  }

  private int status(PenstockProcess penstock, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(penstock.url(path))).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private Scrape scrape(PenstockProcess penstock) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(penstock.url("/actuator/prometheus"))).build();
    return new Scrape(client.send(request, BodyHandlers.ofString()).body());
  }

  /** What Prometheus reads once. */
  private record Scrape(String text) {

    /** Of all series of that name together. */
    double value(String name) {
      return series(name).map(found -> Double.valueOf(found.get(""))).reduce(0.0, Double::sum);
    }

    String kind(Meter meter) {
      String base = meter.series().replaceAll("_count$", "");
      return Pattern.compile("^# TYPE " + base + " (\\w+)$", Pattern.MULTILINE)
          .matcher(text)
          .results()
          .map(found -> found.group(1))
          .findFirst()
          .orElse("missing");
    }

    List<String> labels(Meter meter) {
      return series(meter.series()).flatMap(found -> found.keySet().stream()).toList();
    }

    List<String> bounds(String histogram) {
      return series(histogram + "_bucket").map(found -> found.getOrDefault("le", "")).toList();
    }

    /** The labels of each series; its value under the empty name. */
    private Stream<Map<String, String>> series(String name) {
      return SERIES
          .matcher(text)
          .results()
          .filter(found -> found.group(1).equals(name))
          .map(found -> {
            Map<String, String> labels = new HashMap<>();
            if (found.group(2) != null) {
              labels.putAll(
                  LABEL
                      .matcher(found.group(2))
                      .results()
                      .collect(toMap(label -> label.group(1), label -> label.group(2))));
            }
            labels.put("", found.group(3));
            return labels;
          });
    }
  }
}
