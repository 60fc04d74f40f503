package io.penstock.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.BodyContentSpec;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.publisher.Flux;

/** The edge over a real socket: each wrong request gets its own clear answer. */
@SpringBootTest(
    classes = EdgeApp.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      EdgeApp.HERE + "=true",
      "penstock.http.allowed-hosts=localhost,127.0.0.1",
      "penstock.http.max-body-size=4KB",
      "penstock.http.body-timeout=2s",
      "penstock.resilience.trying.attempt-timeout=50ms"
    })
class HttpEdgeIT {

  @LocalServerPort int port;

  private WebTestClient client = WebTestClient.bindToServer().build();
  private RawHttp raw = new RawHttp(0);

  @BeforeEach
  void connect() {
    client = WebTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
    raw = new RawHttp(port);
  }

  @Test
  void passesOnWhatIsRight() {
    post("{\"symbol\":\"BTC-USD\",\"quantity\":2}")
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .isEqualTo("{\"symbol\":\"BTC-USD\",\"quantity\":2}");
  }

  @Test
  void unknownPathIsNotFound() {
    problem(client.get().uri("/no/such/path").exchange(), 404, "not_found");
  }

  @Test
  void unknownThingIsNotFoundAndNamed() {
    problem(client.get().uri("/trying/instruments/XYZ-USD").exchange(), 404, "not_found")
        .jsonPath("$.detail")
        .isEqualTo("There is no instrument XYZ-USD");
  }

  @Test
  void wrongMethodTellsTheRightOne() {
    ResponseSpec answer = client.method(HttpMethod.DELETE).uri("/trying/orders").exchange();
    answer.expectHeader().valueEquals("Allow", "POST");
    problem(answer, 405, "method_not_allowed");
  }

  @Test
  void wrongMediaTypeTellsTheRightOne() {
    ResponseSpec answer =
        client
            .post()
            .uri("/trying/orders")
            .contentType(MediaType.TEXT_PLAIN)
            .bodyValue("hello")
            .exchange();
    answer.expectHeader().valueEquals("Accept", "application/json");
    problem(answer, 415, "unsupported_media_type");
  }

  @Test
  void answerNobodyCanMakeIsNotAcceptable() {
    problem(
        client.get().uri("/trying/bars?limit=1").accept(MediaType.IMAGE_PNG).exchange(),
        406,
        "not_acceptable");
  }

  /** Once more than 50, which the framework does not sort, were answered 500. */
  @ParameterizedTest
  @CsvSource({"49, 200", "50, 406", "500, 406"})
  void anyNumberOfMediaTypesIsTakenOrNotAcceptable(int others, int status) {
    String accept = "x/y,".repeat(others) + "application/json";
    ResponseSpec answer =
        client.get().uri("/trying/bars?limit=1").header("Accept", accept).exchange();
    if (status == 200) {
      answer.expectStatus().isOk();
    } else {
      problem(answer, status, "not_acceptable");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "not json",
        "[]",
        "\"text\"",
        "{\"symbol\":{}}",
        "{\"symbol\":\"a\",\"quantity\":\"many\"}",
        "{\"symbol\":\"a\",\"quantity\":99999999999}"
      })
  void badJsonIsMalformed(String body) {
    problem(post(body), 400, "malformed_json");
  }

  @Test
  void deepJsonIsMalformed() {
    problem(
        post("{\"symbol\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}"), 400, "malformed_json");
  }

  @Test
  void missingBodyIsMalformed() {
    problem(
        client.post().uri("/trying/orders").contentType(MediaType.APPLICATION_JSON).exchange(),
        400,
        "malformed_json");
  }

  @Test
  void invalidFieldsAreNamed() {
    problem(post("{\"symbol\":\"\",\"quantity\":101}"), 400, "invalid_request")
        .jsonPath("$.errors[?(@.field=='symbol')].message")
        .isEqualTo("must not be blank")
        .jsonPath("$.errors[?(@.field=='quantity')].message")
        .isEqualTo("must be less than or equal to 100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?limit=1001", "?limit=many", "?limit="})
  void invalidParameterIsNamed(String query) {
    problem(client.get().uri("/trying/bars" + query).exchange(), 400, "invalid_request")
        .jsonPath("$.errors[0].field")
        .isEqualTo("limit");
  }

  @Test
  void announcedBodyBeyondTheLimitIsTooLarge() {
    problem(post("{\"symbol\":\"" + "a".repeat(5_000) + "\"}"), 413, "payload_too_large");
  }

  @Test
  void bodyThatGrowsBeyondTheLimitIsTooLarge() {
    ResponseSpec answer =
        client
            .post()
            .uri("/trying/bytes")
            .contentType(MediaType.APPLICATION_OCTET_STREAM)
            .body(Flux.range(0, 9).map(part -> new byte[500]), byte[].class)
            .exchange();
    problem(answer, 413, "payload_too_large");
  }

  @Test
  void bodyAtTheLimitIsRead() {
    client
        .post()
        .uri("/trying/bytes")
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .body(Flux.range(0, 8).map(part -> new byte[512]), byte[].class)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(String.class)
        .isEqualTo("4096");
  }

  /** Once its client could take as long as it liked. */
  @Test
  void bodyThatDoesNotEndIsToldSo() throws IOException {
    String answer = unfinished("POST /trying/orders", "Content-Type: application/json\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 408 ")
        .contains("application/problem+json", "\"code\":\"request_timeout\"")
        .containsIgnoringCase("connection: close");
  }

  @Test
  void bodyThatNobodyReadsHasToEndToo() throws IOException {
    assertThat(unfinished("GET /trying/bars?limit=1", "")).startsWith("HTTP/1.1 200 ");
  }

  /** Reads until the server closes, for which it has ten seconds. */
  private String unfinished(String request, String header) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              (request
                      + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n"
                      + header
                      + "\r\n{\"symbol\":")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void tooManyRequestsTellsWhenToComeBack() {
    ResponseSpec answer = client.get().uri("/trying/limit").exchange();
    answer.expectHeader().valueEquals("Retry-After", "7");
    problem(answer, 429, "overloaded");
  }

  @Test
  void partnerWithoutAnswerMakesUsUnavailable() {
    ResponseSpec answer = client.get().uri("/trying/guarded").exchange();
    answer.expectHeader().valueEquals("Retry-After", "1");
    problem(answer, 503, "unavailable");
  }

  @Test
  void unexpectedErrorTellsNothingButTheRequest() {
    ResponseSpec answer =
        client.get().uri("/trying/failure").header("X-Request-Id", "my-request-1").exchange();
    answer.expectHeader().valueEquals("X-Request-Id", "my-request-1");
    answer
        .expectStatus()
        .isEqualTo(500)
        .expectBody(String.class)
        .isEqualTo(
            "{\"title\":\"Internal Server Error\",\"status\":500,\"code\":\"internal_error\",\"request_id\":\"my-request-1\"}");
  }

  @Test
  void foreignHostIsRefused() throws IOException {
    RawHttp.Answer answer =
        raw.send("GET /trying/bars?limit=1 HTTP/1.1\nHost: evil.example\nConnection: close\n\n");
    assertThat(answer.status()).contains(421);
    assertThat(answer.text()).contains("application/problem+json", "host_not_allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host: localhost\nHost: evil.example\n"})
  void missingOrDoubledHostIsRefused(String hosts) throws IOException {
    assertThat(
            raw.send("GET /trying/bars?limit=1 HTTP/1.1\n" + hosts + "Connection: close\n\n")
                .status())
        .hasValueSatisfying(status -> assertThat(status).isIn(400, 421));
  }

  @Test
  void foreignPageChangesNothing() {
    ResponseSpec answer =
        client
            .post()
            .uri("/trying/orders")
            .header(HttpHeaders.ORIGIN, "https://evil.example")
            .contentType(MediaType.APPLICATION_JSON)
            .bodyValue("{}")
            .exchange();
    problem(answer, 403, "origin_not_allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/trying/bars?limit=1", "/no/such/path", "/trying/failure"})
  void everyAnswerHasARequestIdAndHeadersForBrowsers(String path) {
    Map<String, String> expected =
        Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Content-Security-Policy", HttpProperties.SELF_ONLY);
    ResponseSpec answer = client.get().uri(path).exchange();
    answer.expectHeader().valueMatches("X-Request-Id", "[0-9a-f]{32}");
    expected.forEach(answer.expectHeader()::valueEquals);
    answer.expectBody().consumeWith(body -> assertThat(body.getResponseBody()).isNotEmpty());
  }

  @Test
  void logLinesOfAnyThreadCarryTheRequestId() {
    client
        .get()
        .uri("/trying/log-line")
        .header("X-Request-Id", "my-request-2")
        .exchange()
        .expectBody(String.class)
        .isEqualTo("my-request-2");
  }

  @Test
  void longRequestLineIsRefused() throws IOException {
    unreadable(
        raw.send("GET /" + "a".repeat(9_000) + " HTTP/1.1\nHost: localhost\n\n"),
        414,
        "uri_too_long");
  }

  @Test
  void longHeadersAreRefused() throws IOException {
    unreadable(
        raw.send("GET / HTTP/1.1\nHost: localhost\nX-Long: " + "a".repeat(17_000) + "\n\n"),
        431,
        "headers_too_large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage\n\n",
        "\0\1\2\3\4\n\n",
        "GET\n\n",
        "GET / HTTP/1.1\nHost: localhost\nno colon here\n\n",
        "GET / HTTP/1.1\nHost: localhost\nContent-Length: -1\n\n",
        "GET / HTTP/1.1\nHost: localhost\nContent-Length: 1\nContent-Length: 2\n\nab",
        "POST /trying/orders HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\nContent-Type: application/json\n\nZZ\n"
      })
  void garbageIsABadRequest(String garbage) throws IOException {
    unreadable(raw.send(garbage), 400, "malformed_request");
    passesOnWhatIsRight();
  }

  @Test
  void headGetsNoBodyWithItsRefusal() throws IOException {
    RawHttp.Answer answer =
        raw.send("HEAD /trying/bars HTTP/1.1\nHost: localhost\nConnection: close\n\n");
    assertThat(answer.status()).contains(400);
    assertThat(answer.text()).contains("application/problem+json").endsWith("\r\n\r\n");
  }

  @Test
  void garbageBehindGoodRequestsEndsTheConnectionAfterTheirAnswers() throws IOException {
    String good = "GET /trying/bars?limit=%d HTTP/1.1\nHost: localhost\n\n";
    String text =
        raw.send(good.formatted(17) + good.formatted(18) + "garbage\n\n" + good.formatted(19))
            .text();
    assertThat(text.split("HTTP/1.1 ", -1)).hasSize(4);
    assertThat(text.split("HTTP/1.1 ", -1)[1]).startsWith("200 OK").endsWith("\r\n\r\n17");
    assertThat(text.split("HTTP/1.1 ", -1)[2]).startsWith("200 OK").endsWith("\r\n\r\n18");
    unreadable(
        new RawHttp.Answer("HTTP/1.1 " + text.split("HTTP/1.1 ", -1)[3]), 400, "malformed_request");
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int limit = 1; limit <= 50; limit++) {
      String last = limit == 50 ? "Connection: close\n" : "";
      requests.append("GET /trying/bars?limit=%d HTTP/1.1\n".formatted(100 + limit));
      requests.append("Host: localhost\n" + last + "\n");
    }
    String[] answers = raw.send(requests.toString()).text().split("HTTP/1.1 ", -1);
    assertThat(answers).hasSize(51);
    for (int limit = 1; limit <= 50; limit++) {
      assertThat(answers[limit]).startsWith("200 OK").endsWith("\r\n\r\n" + (100 + limit));
    }
  }

  /** Its own head and body, and nothing behind it. */
  private static void unreadable(RawHttp.Answer answer, int status, String code) {
    assertThat(answer.status()).contains(status);
    String[] parts = answer.text().split("\r\n\r\n", 2);
    assertThat(parts[0].toLowerCase(Locale.ROOT))
        .contains("\r\ncontent-type: application/problem+json")
        .contains("\r\nconnection: close")
        .contains("\r\nx-content-type-options: nosniff")
        .contains("\r\ncontent-length: " + parts[1].length());
    assertThat(parts[1])
        .contains("\"status\":" + status)
        .contains("\"code\":\"" + code + "\"")
        .matches("\\{.*\"request_id\":\"[0-9a-f]{32}\"}");
  }

  private ResponseSpec post(String body) {
    return client
        .post()
        .uri("/trying/orders")
        .header(HttpHeaders.ORIGIN, "http://localhost:" + port)
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(body)
        .exchange();
  }

  private static BodyContentSpec problem(ResponseSpec answer, int status, String code) {
    return answer
        .expectStatus()
        .isEqualTo(status)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.status")
        .isEqualTo(status)
        .jsonPath("$.code")
        .isEqualTo(code)
        .jsonPath("$.request_id")
        .isNotEmpty();
  }
}
