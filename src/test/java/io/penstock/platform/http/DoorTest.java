package io.penstock.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.platform.http.Door.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorTest {

  private static final Door EMBEDDED =
      new Door(List.of("localhost", "127.0.0.1", "[::1]"), List.of("https://partner.example"));

  private static final Door CLUSTER = new Door(List.of(), List.of());

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "localhost,        OPEN",
        "localhost:8080,   OPEN",
        "LocalHost:8080,   OPEN",
        "127.0.0.1:8080,   OPEN",
        "[::1],            OPEN",
        "[::1]:8080,       OPEN",
        "none,             FOREIGN_HOST",
        "'',               FOREIGN_HOST",
        "evil.example,     FOREIGN_HOST",
        "localhost.evil.example:8080, FOREIGN_HOST",
        "evil.example:localhost, FOREIGN_HOST",
        "::1,              FOREIGN_HOST",
        "127.0.0.2:8080,   FOREIGN_HOST"
      })
  void answersToItsOwnNamesOnly(@Nullable String host, Answer answer) {
    assertThat(EMBEDDED.check(host, null)).isEqualTo(answer);
    assertThat(CLUSTER.check(host, null)).as("where a gateway checks").isEqualTo(Answer.OPEN);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "localhost:8080, none,                        OPEN",
        "localhost:8080, http://localhost:8080,       OPEN",
        "localhost:8080, HTTP://LOCALHOST:8080,       OPEN",
        "localhost,      http://localhost,            OPEN",
        "localhost,      http://localhost:80,         OPEN",
        "localhost,      https://localhost:443,       OPEN",
        "[::1]:8080,     http://[::1]:8080,           OPEN",
        "localhost:8080, https://partner.example,     OPEN",
        "localhost:8080, null,                        FOREIGN_ORIGIN",
        "localhost:8080, '',                          FOREIGN_ORIGIN",
        "localhost:8080, http://localhost:8081,       FOREIGN_ORIGIN",
        "localhost:8080, http://localhost,            FOREIGN_ORIGIN",
        "localhost,      http://localhost:443,        FOREIGN_ORIGIN",
        "localhost:8080, http://partner.example,      FOREIGN_ORIGIN",
        "localhost:8080, https://evil.example,        FOREIGN_ORIGIN",
        "localhost:8080, http://localhost:8080.evil.example, FOREIGN_ORIGIN"
      })
  void opensToPagesOfItsOwnOrigin(String host, @Nullable String origin, Answer answer) {
    assertThat(EMBEDDED.check(host, origin)).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({"FOREIGN_HOST, 421, host_not_allowed", "FOREIGN_ORIGIN, 403, origin_not_allowed"})
  void refusalHasAStableCode(Answer answer, int status, String code) {
    Problem problem = answer.problem();
    assertThat(problem).isNotNull();
    assertThat(problem.status().value()).isEqualTo(status);
    assertThat(problem.code()).isEqualTo(code);
  }
}
