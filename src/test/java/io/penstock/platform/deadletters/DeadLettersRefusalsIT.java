package io.penstock.platform.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.platform.deadletters.DeadLettersApp.Topics;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TestStreams;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Each wrong request gets its own clear answer, and changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLettersRefusalsIT {

  private final Topics topics = Topics.fresh(1);
  private final Streams streams = TestStreams.open(topics.declarations());
  private final ConfigurableApplicationContext application =
      DeadLettersApp.start(topics, streams, null);
  private final OperatorClient api =
      new OperatorClient(DeadLettersApp.port(application), DeadLettersApp.KEY);
  private String id = "";

  @BeforeAll
  void write() {
    streams.send(Mono.just(topics.letter(2, "x"))).block(Duration.ofSeconds(30));
    await().until(() -> api.get("").status() == 200);
    id = api.awaitOne("");
  }

  @AfterAll
  void stop() {
    application.close();
    TestStreams.close(streams);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=201, limit",
    "limit=x, limit",
    "cursor=%00, cursor",
    "cursor=AAAA, cursor",
    "state=closed, state",
    "topic=market.feed.v1, topic",
    "header=line, header",
    "from=yesterday, from",
    "from=+999999999-01-01T00:00:00Z, from",
    "from=2026-01-02&to=2026-01-01, to",
    "cause=, cause",
  })
  void wrongParametersAreNamed(String query, String named) {
    JsonNode problem = api.get("?" + query).problem(400, "invalid_request");
    assertThat(problem.at("/errors/0/field").asString()).isEqualTo(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                  | invalid_request",
        "{\"reason\":\"  \"}                 | invalid_request",
        "{\"reason\":\"two\\nlines\"}        | invalid_request",
        "{\"reason\":\"x\",\"forse\":true}   | invalid_request",
        "{\"reason\":                        | malformed_json",
        "[]                                  | malformed_json",
        "null                                | malformed_json",
      })
  void wrongBodiesAreRefused(String body, String code) {
    api.post("/" + id + "/replay", body).problem(400, code);
    api.post("/" + id + "/replay", "{\"reason\":\"" + "x".repeat(201) + "\"}")
        .problem(400, "invalid_request");
    assertThat(api.ids("?state=open")).containsExactly(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "AAAAAAAAAAAAAAAAAAAAAA-0-0", "a-0-99999999999999999999"})
  void unknownLettersAreNotFound(String id) {
    api.get("/" + id).problem(404, "letter_not_found");
    api.post("/" + id + "/dry-run", "").problem(404, "letter_not_found");
    api.post("/" + id + "/discard", "{\"reason\":\"x\"}").problem(404, "letter_not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"max\":1,\"reason\":\"x\"}                                | filter",
        "{\"filter\":{},\"reason\":\"x\"}                            | max",
        "{\"filter\":{},\"max\":1001,\"reason\":\"x\"}               | max",
        "{\"filter\":{},\"max\":1}                                   | reason",
        "{\"filter\":{\"flwo\":\"feed\"},\"max\":1,\"reason\":\"x\"} | flwo",
        "{\"filter\":{},\"max\":1,\"reason\":\"x\",\"asOf\":\"?\"}   | asOf",
      })
  void wrongBulksAreRefused(String body, String named) {
    JsonNode problem = api.post("/replay", body).problem(400, "invalid_request");
    assertThat(problem.at("/errors/0/field").asString()).isEqualTo(named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/operator/dead-letters",
        "/%6fperator/dead-letters",
        "/operator;x=1/dead-letters",
        "/operator/%64ead-letters",
        "/operator/dead-letters;a=b/dry-run",
        "/operator",
        "/operator/nothing/here"
      })
  void noSpellingOfThePathLeadsAroundTheKey(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path)).GET();
    api.call(request).problem(401, "operator_key_missing");
  }

  @Test
  void foreignPagesChangeNothingEvenWithTheKey() {
    api.call(
            api.request("/dry-run")
                .header("Origin", "https://evil.example")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")))
        .problem(403, "origin_not_allowed");
  }
}
