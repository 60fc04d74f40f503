package io.penstock.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.PenstockProcess;
import io.penstock.TestServers;
import io.penstock.payments.merchants.MerchantClient;
import io.penstock.payments.merchants.MerchantClient.Answer;
import io.penstock.platform.sealing.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A merchant with a test key. */
record Shop(MerchantClient client) {

  static final String OPERATOR_KEY = "a key that is long enough to be one";

  /** A Penstock with nothing but payments, on the servers of the tests. */
  static PenstockProcess penstock(
      Path directory,
      TestServers.Database database,
      CardNetworkForTests network,
      Map<String, String> more)
      throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("penstock.roles", "payments,cards");
    settings.put("penstock.streams.bootstrap-servers", TestServers.kafka());
    settings.putAll(database.settings("payments"));
    settings.put("spring.data.redis.host", TestServers.redis().host());
    settings.put("spring.data.redis.port", String.valueOf(TestServers.redis().port()));
    settings.put("penstock.operator.key", OPERATOR_KEY);
    settings.put("penstock.sealing.keys-file", TestKeys.file(directory).toString());
    settings.putAll(network.settings());
    settings.putAll(more);
    return PenstockProcess.startPlain(Files.createTempDirectory(directory, "penstock"), settings);
  }

  /** A new one. */
  static Shop open(int port) throws IOException, InterruptedException {
    JsonNode merchant =
        operate(
            port,
            "/operator/merchants",
            "{\"name\":\"Shop\",\"country\":\"US\",\"defaultCurrency\":\"usd\"}");
    JsonNode key =
        operate(
            port,
            "/operator/merchants/" + merchant.path("id").asString() + "/keys",
            "{\"mode\":\"test\"}");
    return new Shop(
        new MerchantClient(
            port,
            key.path("key").path("id").asString(),
            key.path("secret").asString(),
            Clock.systemUTC()));
  }

  /** The same at another port. */
  Shop at(int port) {
    return new Shop(new MerchantClient(port, client.key(), client.secret(), Clock.systemUTC()));
  }

  /** The id of a new intent. */
  String create(long amount, String captureMethod) {
    return client
        .post(
            "/payment-intents",
            "{\"amountInCents\":%d,\"currency\":\"usd\",\"captureMethod\":\"%s\"}"
                .formatted(amount, captureMethod))
        .send()
        .expect(201)
        .body()
        .path("id")
        .asString();
  }

  /** A charge that succeeds. */
  void charge(String intent, String card) {
    Answer answer =
        client.post("/payment-intents/" + intent + "/transactions", charge(card)).send();
    assertThat(answer.body().path("status").asString()).isEqualTo("succeeded");
  }

  static String charge(String card) {
    return "{\"type\":\"charge\",\"card\":{\"number\":\"%s\",\"exp_month\":12,\"exp_year\":2040,\"cvc\":\"123\"}}"
        .formatted(card);
  }

  CompletableFuture<Answer> askLater(String path, String body, String key) {
    return client.draft("POST", path, body).with("Idempotency-Key", key).sign().sendLater();
  }

  Answer ask(String path, String body, String key) {
    return client.draft("POST", path, body).with("Idempotency-Key", key).sign().send();
  }

  private static JsonNode operate(int port, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header("Authorization", "Bearer " + OPERATOR_KEY)
                    .header("Content-Type", "application/json")
                    .header("X-Reason", "a test")
                    .timeout(Duration.ofSeconds(20))
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return new JsonMapper().readTree(answer.body());
  }
}
