package io.penstock.platform.roles;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.PenstockProcess;
import io.penstock.TestServers;
import io.penstock.embedded.DatabaseRoles;
import io.penstock.platform.sealing.TestKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each role starts in a process of its own, with its own parts and nobody else's. */
class RolesIT {

  /** What shows among the metrics that a role runs. */
  private static final Map<Role, String> SIGNS =
      Map.of(
          Role.INGEST, "penstock_feed_connected",
          Role.PRICES, "penstock_streams_lag{flow=\"prices\"}",
          Role.FANOUT, "penstock_fanout_connections",
          Role.CARDS, "penstock_networks_lines",
          Role.WEB, "penstock_deadletters_open",
          Role.PAYMENTS, "penstock_ledger_postings");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "ingest, INGEST",
    "prices, PRICES",
    "fanout, FANOUT",
    // The lines to card networks are where payments are, too, until these are remote.
    "cards, CARDS",
    "web, WEB",
    "payments, CARDS PAYMENTS",
    "'', ''"
  })
  void runsWhatIsAskedForAndNothingElse(String roles, String running) throws Exception {
    try (PenstockProcess process = PenstockProcess.startPlain(directory, settings(roles))) {
      String metrics = metrics(process.awaitPort());
      assertThat(
              SIGNS.entrySet().stream()
                  .filter(sign -> metrics.contains("\n" + sign.getValue()))
                  .map(sign -> sign.getKey().name())
                  .sorted()
                  .collect(Collectors.joining(" ")))
          .isEqualTo(running);
    }
  }

  private static String metrics(int port) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/prometheus");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private Map<String, String> settings(String roles) {
    TestServers.Redis redis = TestServers.redis();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("penstock.roles", roles);
    settings.put("penstock.streams.bootstrap-servers", TestServers.kafka());
    settings.putAll(TestServers.freshDatabase(DatabaseRoles.MARKET).settings("market"));
    settings.putAll(TestServers.freshDatabase(DatabaseRoles.PAYMENTS).settings("payments"));
    settings.put("spring.data.redis.host", redis.host());
    settings.put("spring.data.redis.port", String.valueOf(redis.port()));
    // Nobody listens there: feed and card network go on trying.
    settings.put("penstock.feeds.coinbase.websocket-url", "ws://127.0.0.1:1/feed");
    settings.put("penstock.feeds.coinbase.rest-url", "http://127.0.0.1:1");
    settings.put("penstock.sealing.keys-file", TestKeys.file(directory).toString());
    settings.put("penstock.networks.iso8583.nobody.host", "127.0.0.1");
    settings.put("penstock.networks.iso8583.nobody.port", "1");
    return settings;
  }
}
