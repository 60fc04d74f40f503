package io.penstock.platform.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator's program sees. */
record OperatorClient(int port, String key) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  record Answer(int status, JsonNode body, HttpResponse<String> response) {

    Answer expect(int expected) {
      assertThat(status).as(body.toString()).isEqualTo(expected);
      return this;
    }

    JsonNode problem(int expected, String code) {
      expect(expected);
      assertThat(body.path("code").asString()).isEqualTo(code);
      assertThat(response.headers().firstValue("content-type"))
          .contains("application/problem+json");
      return body;
    }
  }

  Answer get(String rest) {
    return call(request(rest).GET());
  }

  Answer post(String rest, String body) {
    return call(
        request(rest)
            .header("Content-Type", "application/json")
            .header("X-Operator", "ana")
            .POST(BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String rest) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + port + "/operator/dead-letters" + rest))
        .header("Authorization", "Bearer " + key);
  }

  Answer call(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()), answer);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  List<JsonNode> items(String rest) {
    return get(rest).expect(200).body().path("items").valueStream().toList();
  }

  List<String> ids(String rest) {
    return items(rest).stream().map(item -> item.path("id").asString()).toList();
  }

  /** All pages. */
  List<String> allIds(String rest) {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get(rest + cursor).expect(200).body();
      page.path("items").forEach(item -> ids.add(item.path("id").asString()));
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asString() : "end";
    } while (!cursor.equals("end"));
    return ids;
  }

  String awaitOne(String rest) {
    await().atMost(PATIENCE).until(() -> ids(rest).size() == 1);
    return ids(rest).getFirst();
  }
}
