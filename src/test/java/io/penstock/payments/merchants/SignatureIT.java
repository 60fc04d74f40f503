package io.penstock.payments.merchants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.TestServers;
import io.penstock.payments.merchants.MerchantClient.Answer;
import io.penstock.payments.merchants.MerchantClient.Draft;
import io.penstock.payments.merchants.TestMerchants.SetClock;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Signed requests over a real port, with a real database and a real Redis. */
class SignatureIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path directory;

  private static ConfigurableApplicationContext application;
  private static Merchants merchants;
  private static SetClock clock;
  private static MerchantsApp.EchoApi echo;

  private MerchantClient client;

  @BeforeAll
  static void start() {
    application =
        MerchantsApp.start(
            MerchantsApp.database(),
            TestServers.redis().port(),
            directory,
            "penstock.merchants.max-body-size=2KB");
    merchants = application.getBean(Merchants.class);
    clock = application.getBean(SetClock.class);
    echo = application.getBean(MerchantsApp.EchoApi.class);
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @BeforeEach
  void newMerchant() {
    client = client(issue(merchant(), NewKey.of(Mode.TEST)));
    echo.cameIn.clear();
  }

  /** Wrong keys of one test are none of the next one's business. */
  @AfterEach
  void nobodyIsKeptWaiting() {
    clock.goOn();
  }

  private static String merchant() {
    return Objects.requireNonNull(
            merchants.create("Gardens", "DE", Currencies.of("eur")).block(PATIENCE))
        .id();
  }

  private static IssuedKey issue(String merchant, NewKey wanted) {
    return Objects.requireNonNull(merchants.issueKey(merchant, wanted).block(PATIENCE));
  }

  private static MerchantClient client(IssuedKey issued) {
    return new MerchantClient(
        MerchantsApp.port(application), issued.key().id(), issued.secret(), clock);
  }

  private String merchantOfClient() {
    return "acct_" + client.key().substring(8, 34);
  }

  // Who comes in

  @Test
  void signedRequestComesInAndTellsWhoSentIt() {
    Answer answer = client.post("/echo/a?b=%20c&d", "{\"amountInCents\":2499}").send().expect(200);
    JsonNode body = answer.body();
    assertThat(body.path("merchant").asString()).isEqualTo(merchantOfClient());
    assertThat(body.path("mode").asString()).isEqualTo("test");
    assertThat(body.path("key").asString()).isEqualTo(client.key());
    assertThat(body.path("account").asString()).isEmpty();
    assertThat(body.path("scopes")).hasSize(Scope.values().length);
    assertThat(body.path("body").asString()).isEqualTo("{\"amountInCents\":2499}");
    assertThat(body.path("log").asString()).as("of log lines").isEqualTo(merchantOfClient());
    assertThat(answer.header("cache-control")).isEqualTo("no-store");
    assertThat(answer.header("ratelimit-policy")).isEqualTo("\"key\";q=200;w=2");
    assertThat(answer.header("ratelimit")).isEqualTo("\"key\";r=199;t=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/echo",
        "/echo/%61?x=%2F%20+&&y",
        "/echo/a;b=c",
        "/echo//a",
        "/%65cho/a",
        "/echo/%E2%82%AC?q=%E2%82%AC"
      })
  void pathAndQueryAreSignedAsTheyAreSent(String target) {
    client.get(target).send().expect(200);
    assertThat(echo.cameIn).containsExactly(target.replaceAll("\\?.*", ""));
  }

  /** As the JDK's own client would not send it. */
  @Test
  void emptyQueryIsSignedAsItIsSent() throws Exception {
    assertThat(raw(client.get("/echo?").raw())).startsWith("HTTP/1.1 200");
    assertThat(raw(client.get("/echo?").target("/echo").raw())).contains("signature_invalid");
    assertThat(raw(client.get("/echo").target("/echo?").raw())).contains("signature_invalid");
  }

  private String raw(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", client.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void accountAndIdempotencyKeyAreSignedToo() {
    String account = merchant();
    Answer answer =
        client
            .draft("POST", "/echo", "{}")
            .with("Penstock-Account", account)
            .with("Idempotency-Key", "order 1234")
            .sign()
            .send()
            .expect(200);
    assertThat(answer.body().path("account").asString()).isEqualTo(account);
  }

  @Test
  void bodyThatComesInPiecesIsOne() {
    String body = "x".repeat(2048);
    client.post("/echo", body).send().expect(200);
    assertThat(client.post("/echo", body).send().body().path("body").asString()).isEqualTo(body);
  }

  @Test
  void headAndUnreadBodiesDoNoHarm() {
    client.draft("HEAD", "/echo", "").sign().send().expect(200);
    client.post("/echo/unread", "{\"never\":\"read\"}").send().expect(200);
  }

  @Test
  void otherPathsAreNobodysBusiness() {
    MerchantClient.call(client.draft("GET", "/elsewhere", "").request()).expect(404);
  }

  // Who does not

  @Test
  void withoutAKeyNobodyComesIn() {
    client.get("/echo").without("Authorization").send().problem(401, "key_missing");
    client.get("/echo").with("Authorization", "Basic YTpi").send().problem(401, "key_missing");
    client.get("/echo").with("Authorization", "Bearer").send().problem(401, "key_missing");
    assertThat(echo.cameIn).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/echo", "/%65cho", "/echo;x=1", "/echo/", "/echo/%2e", "/echo/nothing/here"})
  void noSpellingOfAPathLeadsAroundTheSignature(String target) {
    client.draft("GET", target, "").without("Authorization").send().problem(401, "key_missing");
  }

  @Test
  void secretIsNeverSentHere() {
    client
        .get("/echo")
        .with("Authorization", "Bearer " + client.secret())
        .send()
        .problem(401, "signature_missing");
    client.get("/echo").without("X-Signature").send().problem(401, "signature_missing");
  }

  @Test
  void keyThatDoesNotExistIsUnknown() {
    IssuedKey elsewhere =
        new IssuedKey(issue(merchant(), NewKey.of(Mode.TEST)).key(), client.secret());
    client.get("/echo").with("Authorization", "Bearer nonsense").send().problem(401, "key_unknown");
    client.with(elsewhere).get("/echo").send().problem(401, "signature_invalid");
    // Made here, but stored nowhere.
    KeyId neverStored = application.getBean(KeyTexts.class).newKey(merchantOfClient(), Mode.TEST);
    client
        .get("/echo")
        .with("Authorization", "Bearer " + neverStored)
        .send()
        .problem(401, "key_unknown");
  }

  /** A good one is spoilt in one place after it was signed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "method   | GET",
        "path     | /echo/b?c=1&d=2",
        "path     | /echo/%61?c=1&d=2",
        "query    | /echo/a?d=2&c=1",
        "query    | /echo/a?c=1&d=2&e",
        "query    | /echo/a?c=1&d=%32",
        "body     | {\"amountInCents\":2500}",
        "body     | '{\"amountInCents\":2499} '",
        "header   | X-Request-Timestamp",
        "header   | X-Request-Nonce",
        "header   | Penstock-Account",
        "header   | Idempotency-Key",
        "unsigned | Penstock-Account",
        "signature| one",
        "signature| short",
        "signature| algorithm",
        "key      | of another merchant"
      })
  void whatWasChangedAfterwardsIsRefused(String what, String how) {
    Draft draft = client.draft("POST", "/echo/a?c=1&d=2", "{\"amountInCents\":2499}");
    if (!what.equals("unsigned")) {
      draft.with("Penstock-Account", merchantOfClient());
    }
    draft.with("Idempotency-Key", "order-1").sign();
    String signature = Objects.requireNonNull(draft.headers.get("X-Signature"));
    switch (what) {
      case "method" -> draft.method(how).body("");
      case "path", "query" -> draft.target(how);
      case "body" -> draft.body(how);
      case "header", "unsigned" ->
          draft.with(
              how,
              switch (how) {
                case "X-Request-Timestamp" -> clock.instant().plusSeconds(2).toString();
                case "X-Request-Nonce" -> UUID.randomUUID().toString();
                case "Penstock-Account" -> merchant();
                default -> "order-2";
              });
      case "signature" ->
          draft.with(
              "X-Signature",
              switch (how) {
                case "one" ->
                    signature.substring(0, 70) + (signature.charAt(70) == '0' ? '1' : '0');
                case "short" -> signature.substring(0, 69);
                default -> signature.replace("sha256", "sha512");
              });
      default ->
          draft.with(
              "Authorization", "Bearer " + issue(merchant(), NewKey.of(Mode.TEST)).key().id());
    }
    draft.send().problem(401, "signature_invalid");
    assertThat(echo.cameIn).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, key_missing",
    "X-Request-Timestamp, timestamp_outside_window",
    "X-Request-Nonce, signature_invalid",
    "X-Signature, signature_invalid",
    "Penstock-Account, signature_invalid",
    "Idempotency-Key, signature_invalid"
  })
  void headerGivenTwiceIsRefused(String header, String code) {
    Draft draft =
        client
            .draft("GET", "/echo", "")
            .with("Penstock-Account", merchantOfClient())
            .with("Idempotency-Key", "order-1")
            .sign();
    String same = Objects.requireNonNull(draft.headers.get(header));
    MerchantClient.call(draft.request().header(header, same)).problem(401, code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "0b5e6ac38f0e4a579bb52f6a3f3c1a10",
        "0b5e6ac3-8f0e-4a57-9bb5-2f6a3f3c1a1",
        "1-1-1-1-1"
      })
  void nonceIsAUuid(String nonce) {
    client
        .draft("GET", "/echo", "")
        .with("X-Request-Nonce", nonce)
        .sign()
        .send()
        .problem(401, "signature_invalid");
  }

  @ParameterizedTest
  @CsvSource({"-300001, 401", "-300000, 200", "0, 200", "300000, 200", "300001, 401"})
  void timestampIsWithinFiveMinutesBothBordersIncluded(long millis, int status) {
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    clock.stopAt(now);
    Answer answer =
        client
            .draft("GET", "/echo", "")
            .with("X-Request-Timestamp", now.plusMillis(millis).toString())
            .sign()
            .send()
            .expect(status);
    if (status == 401) {
      answer.problem(401, "timestamp_outside_window");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "now",
        "2026-13-01T00:00:00Z",
        "1764000000",
        "+1000000000-01-01T00:00:00Z",
        "9999999999999999999999999999999999999999999999"
      })
  void timestampIsATime(String timestamp) {
    client
        .draft("GET", "/echo", "")
        .with("X-Request-Timestamp", timestamp)
        .sign()
        .send()
        .problem(401, "timestamp_outside_window");
    client
        .get("/echo")
        .without("X-Request-Timestamp")
        .send()
        .problem(401, "timestamp_outside_window");
  }

  /** Nothing tells a stranger whether the signature would have been good. */
  @Test
  void timestampIsLookedAtBeforeTheSignature() {
    client
        .draft("GET", "/echo", "")
        .with("X-Request-Timestamp", "2020-01-01T00:00:00Z")
        .with("X-Signature", "sha256=" + "0".repeat(64))
        .send()
        .problem(401, "timestamp_outside_window");
  }

  @Test
  void bodyBeyondTheLimitIsNotRead() {
    client.post("/echo", "x".repeat(2049)).send().problem(413, "payload_too_large");
  }

  @Test
  void bodyWithoutALengthIsCountedWhileItIsRead() throws Exception {
    String head =
        client
            .post("/echo", "x".repeat(2049))
            .raw()
            .split("\r\n\r\n", 2)[0]
            .replaceAll("Content-Length: \\d+", "Transfer-Encoding: chunked");
    assertThat(raw(head + "\r\n\r\n801\r\n" + "x".repeat(2049) + "\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("payload_too_large");
  }

  @Test
  void callerWhoGoesAwayInTheMiddleOfABodyLeavesNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      Draft draft = client.post("/echo", "x".repeat(2000));
      try (Socket socket = new Socket("127.0.0.1", client.port())) {
        String raw = draft.raw();
        socket
            .getOutputStream()
            .write(raw.substring(0, raw.length() - 500).getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      }
    }
    client.get("/echo").send().expect(200);
    assertThat(echo.cameIn).containsExactly("/echo");
  }

  /** A client that is wrong all the time is told to wait, and one beside it is not. */
  @Test
  void wrongSignaturesWithoutEndHaveToWaitAndGoodOnesDoNot() {
    for (int i = 0; i < 30; i++) {
      client.draft("GET", "/echo", "").signBy("wrong").send().problem(401, "signature_invalid");
    }
    Answer refused = client.draft("GET", "/echo", "").signBy("wrong").send();
    refused.problem(429, "too_many_attempts");
    assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 61);
    client.get("/echo").with("Authorization", "Bearer x").send().problem(429, "too_many_attempts");
    client.get("/echo").send().expect(200);
  }

  @Test
  void keysThatWereMadeUpCostTheDatabaseNothing() {
    MeterRegistry meters = application.getBean(MeterRegistry.class);
    double before = calls(meters);
    for (int i = 0; i < 20; i++) {
      String madeUp = client.key().substring(0, client.key().length() - 10) + "0123456789";
      client
          .get("/echo")
          .with("Authorization", "Bearer " + madeUp)
          .send()
          .problem(401, "key_unknown");
    }
    assertThat(calls(meters)).isEqualTo(before);
  }

  private static double calls(MeterRegistry meters) {
    return meters
        .get("resilience4j.circuitbreaker.calls")
        .tag("name", "postgres-payments")
        .timers()
        .stream()
        .mapToDouble(timer -> timer.count())
        .sum();
  }

  // Scopes and modes

  @Test
  void restrictedKeyDoesWhatItsScopesSay() {
    MerchantClient restricted =
        client(
            issue(
                merchantOfClient(), new NewKey(Mode.TEST, Set.of(Scope.LEDGER_READ), null, null)));
    JsonNode body = restricted.get("/echo").send().expect(200).body();
    assertThat(body.path("scopes").toString()).isEqualTo("[\"ledger:read\"]");
    JsonNode problem = restricted.post("/echo", "{}").send().problem(403, "scope_missing");
    assertThat(problem.path("detail").asString()).endsWith("it lacks payments:write");
  }

  @Test
  void methodWithoutAScopeIsNotAllowed() {
    Answer answer = client.draft("DELETE", "/echo", "").sign().send();
    answer.problem(405, "method_not_allowed");
    assertThat(answer.header("allow")).contains("GET", "POST");
  }

  @Test
  void scopeIsOfNoConcernToWhoCannotSign() {
    MerchantClient restricted =
        client(
            issue(
                merchantOfClient(), new NewKey(Mode.TEST, Set.of(Scope.LEDGER_READ), null, null)));
    restricted
        .draft("POST", "/echo", "{}")
        .signBy("wrong")
        .send()
        .problem(401, "signature_invalid");
  }

  @Test
  void testAndLiveNeverMeet() {
    MerchantClient live = client(issue(merchantOfClient(), NewKey.of(Mode.LIVE)));
    assertThat(live.get("/echo").send().expect(200).body().path("mode").asString())
        .isEqualTo("live");
    new MerchantClient(client.port(), live.key(), client.secret(), clock)
        .get("/echo")
        .send()
        .problem(401, "signature_invalid");
    client
        .get("/echo")
        .with("Authorization", "Bearer " + client.key().replace("pk_test_", "pk_live_"))
        .send()
        .problem(401, "key_unknown");
  }

  // Once

  @Test
  void requestComesInOnce() {
    Draft draft = client.post("/echo", "{}");
    draft.send().expect(200);
    draft.send().problem(401, "nonce_reused");
    client
        .draft("POST", "/echo", "{}")
        .with("X-Request-Nonce", Objects.requireNonNull(draft.headers.get("X-Request-Nonce")))
        .sign()
        .send()
        .problem(401, "nonce_reused");
    assertThat(echo.cameIn).hasSize(1);
  }

  @Test
  void nonceOfTwoKeysIsTwo() {
    String nonce = UUID.randomUUID().toString();
    MerchantClient other = client(issue(merchantOfClient(), NewKey.of(Mode.TEST)));
    client.draft("GET", "/echo", "").with("X-Request-Nonce", nonce).sign().send().expect(200);
    other.draft("GET", "/echo", "").with("X-Request-Nonce", nonce).sign().send().expect(200);
  }

  @Test
  void ofFiftyAtOnceExactlyOneComesIn() {
    Draft draft = client.post("/echo/race", "{}");
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, 50).mapToObj(i -> draft.sendLater()).toList();
    List<Integer> statuses = answers.stream().map(answer -> answer.join().status()).toList();
    assertThat(statuses).containsOnly(200, 401).containsOnlyOnce(200);
    assertThat(echo.cameIn).containsExactly("/echo/race");
  }

  @Test
  void wrongSignatureUsesUpNothing() {
    Draft draft = client.draft("GET", "/echo", "").signBy("wrong");
    draft.send().problem(401, "signature_invalid");
    Answer answer = draft.sign().send().expect(200);
    assertThat(answer.header("ratelimit")).startsWith("\"key\";r=199;");
  }

  // Rotation and revocation

  @Test
  void bothSecretsAreValidWhileTheyOverlap() {
    IssuedKey fresh = rotate(Duration.ofHours(1));
    client.get("/echo").send().expect(200);
    client.with(fresh).get("/echo").send().expect(200);
    assertThat(
            merchants.rotate(merchantOfClient(), client.key(), Duration.ofHours(1)).block(PATIENCE))
        .isEqualTo(new Rotation.TwoAreValid());

    Instant start = clock.instant();
    clock.stopAt(start.plus(Duration.ofHours(1)).minusSeconds(5));
    client.get("/echo").send().expect(200);
    clock.stopAt(start.plus(Duration.ofHours(1)).plusSeconds(5));
    client.get("/echo").send().problem(401, "signature_invalid");
    client.with(fresh).get("/echo").send().expect(200);
    clock.advance(Duration.ofHours(1));
    IssuedKey third = rotate(Duration.ofHours(1));
    client.with(fresh).get("/echo").send().expect(200);
    client.with(third).get("/echo").send().expect(200);
  }

  @Test
  void withoutAnOverlapEverySecretBeforeEndsAtOnce() {
    IssuedKey second = rotate(Duration.ofDays(7));
    IssuedKey third = rotate(Duration.ZERO);
    client.get("/echo").send().problem(401, "signature_invalid");
    client.with(second).get("/echo").send().problem(401, "signature_invalid");
    client.with(third).get("/echo").send().expect(200);
  }

  @Test
  void revokedKeyIsRefusedAtOnceAndForEver() {
    client.get("/echo").send().expect(200);
    merchants.revoke(merchantOfClient(), client.key()).block(PATIENCE);
    client.get("/echo").send().problem(401, "key_revoked");
    assertThat(merchants.rotate(merchantOfClient(), client.key(), Duration.ZERO).block(PATIENCE))
        .isEqualTo(new Rotation.IsRevoked());
  }

  /** Its body takes so long that the key is revoked meanwhile. */
  @Test
  void keyThatIsRevokedWhileABodyComesIsRefused() throws Exception {
    String raw = client.post("/echo", "x".repeat(100)).raw();
    try (Socket socket = new Socket("127.0.0.1", client.port())) {
      socket.setSoTimeout(10_000);
      byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
      socket.getOutputStream().write(bytes, 0, bytes.length - 10);
      socket.getOutputStream().flush();
      client.get("/echo").send().expect(200);
      merchants.revoke(merchantOfClient(), client.key()).block(PATIENCE);
      socket.getOutputStream().write(bytes, bytes.length - 10, 10);
      socket.getOutputStream().flush();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .startsWith("HTTP/1.1 401")
          .contains("key_revoked");
    }
  }

  private IssuedKey rotate(Duration overlap) {
    Rotation rotation = merchants.rotate(merchantOfClient(), client.key(), overlap).block(PATIENCE);
    assertThat(rotation).isInstanceOf(Rotation.Rotated.class);
    return ((Rotation.Rotated) Objects.requireNonNull(rotation)).issued();
  }

  // How many

  @Test
  void requestsBeyondTheBurstWaitAndTheirNoncesStayUnused() {
    MerchantClient limited =
        client(
            issue(merchantOfClient(), new NewKey(Mode.TEST, Set.of(), null, new RateLimit(1, 40))));
    List<Answer> answers = new ArrayList<>();
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      Draft draft = limited.get("/echo");
      drafts.add(draft);
      answers.add(draft.send());
    }
    List<Answer> refused = answers.stream().filter(answer -> answer.status() == 429).toList();
    assertThat(refused).hasSizeBetween(180, 200);
    assertThat(answers.subList(0, 40)).allMatch(answer -> answer.status() == 200);
    for (Answer answer : refused) {
      answer.problem(429, "rate_limited");
      assertThat(answer.header("retry-after")).isEqualTo("1");
      assertThat(answer.header("ratelimit-policy")).isEqualTo("\"key\";q=40;w=40");
      assertThat(answer.header("ratelimit")).matches("\"key\";r=0;t=(39|40)");
    }
    Draft again = drafts.get(answers.indexOf(refused.getFirst()));
    await().atMost(PATIENCE).until(() -> again.send().status() == 200);
    again.send().problem(401, "nonce_reused");
  }

  @Test
  void repeatedRequestsCostNothingOfTheQuota() {
    MerchantClient limited =
        client(
            issue(merchantOfClient(), new NewKey(Mode.TEST, Set.of(), null, new RateLimit(1, 5))));
    Draft draft = limited.get("/echo");
    draft.send().expect(200);
    IntStream.range(0, 20).forEach(i -> draft.send().problem(401, "nonce_reused"));
    assertThat(limited.get("/echo").send().expect(200).header("ratelimit")).contains("r=3");
  }

  // What it tells

  @Test
  void metersTellWhoComesInAndWhyNot() {
    MeterRegistry meters = application.getBean(MeterRegistry.class);
    double before = meters.counter("penstock.merchants.requests", "mode", "test").count();
    client.get("/echo").send().expect(200);
    client.draft("GET", "/echo", "").signBy("wrong").send().problem(401, "signature_invalid");
    assertThat(meters.counter("penstock.merchants.requests", "mode", "test").count())
        .isEqualTo(before + 1);
    assertThat(meters.counter("penstock.merchants.refusals", "code", "signature_invalid").count())
        .isPositive();
    assertThat(meters.timer("penstock.merchants.check.delay").count()).isPositive();
  }
}
