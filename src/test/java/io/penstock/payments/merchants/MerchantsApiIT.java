package io.penstock.payments.merchants;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.penstock.TestServers;
import io.penstock.payments.merchants.MerchantClient.Answer;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What operators do about merchants, over a real port and a real database. */
class MerchantsApiIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String GARDENS =
      "{\"name\":\"Gardens Ltd\",\"country\":\"de\",\"defaultCurrency\":\"eur\"}";

  @TempDir static Path directory;

  private static TestServers.Database database;
  private static ConfigurableApplicationContext application;

  @BeforeAll
  static void start() {
    database = MerchantsApp.database();
    application =
        MerchantsApp.start(
            database, TestServers.redis().port(), directory, "springdoc.api-docs.enabled=true");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + MerchantsApp.port(application) + path))
        .header("Authorization", "Bearer " + MerchantsApp.OPERATOR_KEY)
        .header("X-Operator", "ana");
  }

  private static Answer get(String rest) {
    return MerchantClient.call(request("/operator/merchants" + rest).GET());
  }

  private static Answer send(String method, String rest, String body) {
    return MerchantClient.call(
        request("/operator/merchants" + rest)
            .header("Content-Type", "application/json")
            .header("X-Reason", "a test")
            .method(method, BodyPublishers.ofString(body)));
  }

  private static Answer post(String rest, String body) {
    return send("POST", rest, body);
  }

  private static String merchant() {
    return post("", GARDENS).expect(201).body().path("id").asString();
  }

  private static JsonNode key(String merchant, String body) {
    return post("/" + merchant + "/keys", body).expect(201).body();
  }

  private static MerchantClient client(JsonNode issued) {
    return new MerchantClient(
        MerchantsApp.port(application),
        issued.at("/key/id").asString(),
        issued.path("secret").asString(),
        application.getBean(Clock.class));
  }

  // Merchants

  @Test
  void merchantIsMadeShownAndListed() {
    Answer made = post("", GARDENS).expect(201);
    String id = made.body().path("id").asString();
    assertThat(id).matches("acct_[0-9a-hjkmnp-tv-z]{26}");
    assertThat(made.header("location")).isEqualTo("/operator/merchants/" + id);
    JsonNode shown = get("/" + id).expect(200).body();
    assertThat(shown).isEqualTo(made.body());
    assertThat(shown.path("name").asString()).isEqualTo("Gardens Ltd");
    assertThat(shown.path("country").asString()).isEqualTo("DE");
    assertThat(shown.path("defaultCurrency").asString()).isEqualTo("eur");
  }

  @Test
  void pagesRepeatAndSkipNothing() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.addFirst(merchant());
    }
    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get("?limit=2" + cursor).expect(200).body();
      page.path("items").forEach(item -> listed.add(item.path("id").asString()));
      merchant(); // newer ones disturb nobody
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asString() : "";
    } while (!cursor.isEmpty());
    assertThat(listed).doesNotHaveDuplicates().containsSubsequence(made);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"country\":\"DE\",\"defaultCurrency\":\"eur\"}                                   | name",
        "{\"name\":\" \",\"country\":\"DE\",\"defaultCurrency\":\"eur\"}                    | name",
        "{\"name\":\"two\\nlines\",\"country\":\"DE\",\"defaultCurrency\":\"eur\"}          | name",
        "{\"name\":\"x\",\"country\":\"XX\",\"defaultCurrency\":\"eur\"}                    |"
            + " country",
        "{\"name\":\"x\",\"country\":\"DE\",\"defaultCurrency\":\"xau\"}                    |"
            + " defaultCurrency",
        "{\"name\":\"x\",\"country\":\"DE\",\"defaultCurrency\":\"eur\",\"mode\":\"live\"}  | mode"
      })
  void wrongMerchantsAreNamed(String body, String field) {
    JsonNode problem = post("", body).problem(400, "invalid_request");
    assertThat(problem.at("/errors/0/field").asString()).isEqualTo(field);
  }

  @Test
  void wrongRequestsAreRefused() {
    post("", "{").problem(400, "malformed_json");
    get("?limit=0").problem(400, "invalid_request");
    get("?limit=201").problem(400, "invalid_request");
    get("?cursor=x").problem(400, "invalid_request");
    get("/nonsense").problem(404, "merchant_not_found");
    get("/" + TestMerchants.MERCHANT).problem(404, "merchant_not_found");
    MerchantClient.call(
            request("/operator/merchants")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(GARDENS)))
        .problem(400, "invalid_request");
    assertThat(
            MerchantClient.call(
                    HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:"
                                + MerchantsApp.port(application)
                                + "/operator/merchants")))
                .status())
        .isEqualTo(401);
  }

  // Keys

  @Test
  void keyIsMadeWithItsSecretWhichIsNeverShownAgain() {
    String merchant = merchant();
    Answer made = post("/" + merchant + "/keys", "{\"mode\":\"test\"}").expect(201);
    String id = made.body().at("/key/id").asString();
    String secret = made.body().path("secret").asString();
    assertThat(id).startsWith("pk_test_" + merchant.substring(5));
    assertThat(secret).startsWith("sk_test_" + merchant.substring(5)).hasSize(66);
    assertThat(made.header("location"))
        .isEqualTo("/operator/merchants/" + merchant + "/keys/" + id);
    client(made.body()).get("/echo").send().expect(200);

    JsonNode shown = get("/" + merchant + "/keys/" + id).expect(200).body();
    JsonNode listed = get("/" + merchant + "/keys").expect(200).body();
    assertThat(shown).isEqualTo(made.body().path("key"));
    assertThat(listed.at("/items/0")).isEqualTo(shown);
    assertThat(listed.toString()).doesNotContain("sk_test");
    assertThat(shown.path("secrets")).hasSize(1);
    assertThat(shown.path("allowsBearer").asBoolean()).isTrue();
    assertThat(shown.has("scopes")).isFalse();
  }

  @Test
  void keyHasWhatItIsGiven() {
    String merchant = merchant();
    JsonNode live =
        key(
                merchant,
                "{\"mode\":\"live\",\"scopes\":[\"ledger:read\",\"payments:read\"],\"requestsPerSecond\":7,\"burst\":9}")
            .path("key");
    assertThat(live.path("id").asString()).startsWith("pk_live_");
    assertThat(live.path("allowsBearer").asBoolean()).as("off in live").isFalse();
    assertThat(live.path("scopes").toString()).isEqualTo("[\"ledger:read\",\"payments:read\"]");
    assertThat(live.path("requestsPerSecond").asInt()).isEqualTo(7);
    assertThat(live.path("burst").asInt()).isEqualTo(9);
    assertThat(
            key(merchant, "{\"mode\":\"live\",\"allowsBearer\":true}")
                .at("/key/allowsBearer")
                .asBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                            | mode",
        "{\"mode\":\"both\"}                                           | mode",
        "{\"mode\":\"test\",\"scopes\":[]}                             | scopes",
        "{\"mode\":\"test\",\"scopes\":[\"payments\"]}                 | scopes",
        "{\"mode\":\"test\",\"scopes\":[null]}                         | scopes",
        "{\"mode\":\"test\",\"burst\":1}                               | requestsPerSecond",
        "{\"mode\":\"test\",\"requestsPerSecond\":0,\"burst\":1}       | requestsPerSecond",
        "{\"mode\":\"test\",\"requestsPerSecond\":1}                   | burst",
        "{\"mode\":\"test\",\"requestsPerSecond\":1,\"burst\":1000001} | burst",
        "{\"mode\":\"test\",\"secret\":\"sk_mine\"}                    | secret"
      })
  void wrongKeysAreNamed(String body, String field) {
    JsonNode problem = post("/" + merchant() + "/keys", body).problem(400, "invalid_request");
    assertThat(problem.at("/errors/0/field").asString()).isEqualTo(field);
  }

  @Test
  void rotationShowsANewSecretAndTellsWhenTheOldOneEnds() {
    String merchant = merchant();
    JsonNode first = key(merchant, "{\"mode\":\"test\"}");
    String path = "/" + merchant + "/keys/" + first.at("/key/id").asString();
    JsonNode second = post(path + "/rotate", "{}").expect(200).body();
    JsonNode secrets = second.at("/key/secrets");
    assertThat(secrets).hasSize(2);
    assertThat(secrets.at("/0").has("expiresAt")).isFalse();
    assertThat(Instant.parse(secrets.at("/1/expiresAt").asString()))
        .isEqualTo(Instant.parse(secrets.at("/0/createdAt").asString()).plus(Duration.ofHours(24)));
    client(first).get("/echo").send().expect(200);
    client(second).get("/echo").send().expect(200);

    post(path + "/rotate", "{\"overlap\":\"PT1H\"}").problem(409, "two_secrets_valid");
    JsonNode third = post(path + "/rotate", "{\"overlap\":\"PT0S\"}").expect(200).body();
    assertThat(third.at("/key/secrets")).hasSize(1);
    client(second).get("/echo").send().problem(401, "signature_invalid");
    client(third).get("/echo").send().expect(200);
    for (String wrong : List.of("P8D", "PT-1S", "24", "")) {
      post(path + "/rotate", "{\"overlap\":\"" + wrong + "\"}").problem(400, "invalid_request");
    }
  }

  @Test
  void revokedKeyIsOutAndStaysListed() {
    String merchant = merchant();
    JsonNode issued = key(merchant, "{\"mode\":\"test\"}");
    String path = "/" + merchant + "/keys/" + issued.at("/key/id").asString();
    client(issued).get("/echo").send().expect(200);
    JsonNode revoked = post(path + "/revoke", "").expect(200).body();
    assertThat(revoked.has("revokedAt")).isTrue();
    assertThat(revoked.path("secrets")).isEmpty();
    client(issued).get("/echo").send().problem(401, "key_revoked");
    assertThat(post(path + "/revoke", "").expect(200).body()).isEqualTo(revoked);
    assertThat(get(path).expect(200).body()).isEqualTo(revoked);
    post(path + "/rotate", "{}").problem(409, "key_revoked");
  }

  @Test
  void keyOfAnotherMerchantIsNotFound() {
    String key = key(merchant(), "{\"mode\":\"test\"}").at("/key/id").asString();
    String elsewhere = "/" + merchant() + "/keys/" + key;
    get(elsewhere).problem(404, "key_not_found");
    post(elsewhere + "/rotate", "{}").problem(404, "key_not_found");
    post(elsewhere + "/revoke", "").problem(404, "key_not_found");
    post("/" + TestMerchants.MERCHANT + "/keys", "{\"mode\":\"test\"}")
        .problem(404, "merchant_not_found");
  }

  @Test
  void merchantHasAHundredKeysInAMode() {
    String merchant = merchant();
    Merchants merchants = application.getBean(Merchants.class);
    for (int i = 0; i < KeyTable.MOST_KEYS; i++) {
      assertThat(merchants.issueKey(merchant, NewKey.of(Mode.TEST)).block(PATIENCE)).isNotNull();
    }
    post("/" + merchant + "/keys", "{\"mode\":\"test\"}").problem(409, "too_many_keys");
    assertThat(merchants.issueKey(merchant, NewKey.of(Mode.TEST)).block(PATIENCE)).isNull();
    assertThat(merchants.issueKey(TestMerchants.MERCHANT, NewKey.of(Mode.LIVE)).block(PATIENCE))
        .isNull();
    key(merchant, "{\"mode\":\"live\"}");
    assertThat(get("/" + merchant + "/keys").body().path("items")).hasSize(101);
  }

  // Prices

  @Test
  void priceIsTheMerchantsOwnOrTheUsualOne() {
    String merchant = merchant();
    Merchants merchants = application.getBean(Merchants.class);
    assertThat(price(merchants, merchant, Mode.LIVE)).isEqualTo(new Price(290, 30));
    JsonNode set =
        send("PUT", "/" + merchant + "/prices/eur", "{\"basisPoints\":140,\"fixedMinor\":25}")
            .expect(200)
            .body();
    assertThat(set).hasSize(2);
    assertThat(price(merchants, merchant, Mode.LIVE)).isEqualTo(new Price(140, 25));
    send(
            "PUT",
            "/" + merchant + "/prices/EUR",
            "{\"basisPoints\":0,\"fixedMinor\":0,\"mode\":\"test\"}")
        .expect(200);
    assertThat(price(merchants, merchant, Mode.TEST)).isEqualTo(new Price(0, 0));
    assertThat(price(merchants, merchant, Mode.LIVE).fee(Money.of(1000, "eur")).minor())
        .isEqualTo(39);
    JsonNode listed = get("/" + merchant + "/prices").expect(200).body();
    assertThat(listed.path("items")).hasSize(2);
    assertThat(listed.at("/items/0/currency").asString()).isEqualTo("eur");
    assertThat(listed.at("/usual/basisPoints").asInt()).isEqualTo(290);
  }

  private static Price price(Merchants merchants, String merchant, Mode mode) {
    return Objects.requireNonNull(
        merchants.price(merchant, mode, Currencies.of("eur")).block(PATIENCE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eur | {}                                                      | basisPoints",
        "eur | {\"basisPoints\":1}                                     | fixedMinor",
        "eur | {\"basisPoints\":10001,\"fixedMinor\":0}                | basisPoints",
        "eur | {\"basisPoints\":0,\"fixedMinor\":-1}                   | fixedMinor",
        "eur | {\"basisPoints\":0,\"fixedMinor\":0,\"mode\":\"prod\"}  | mode",
        "xxx | {\"basisPoints\":0,\"fixedMinor\":0}                    | currency"
      })
  void wrongPricesAreNamed(String currency, String body, String field) {
    JsonNode problem =
        send("PUT", "/" + merchant() + "/prices/" + currency, body).problem(400, "invalid_request");
    assertThat(problem.at("/errors/0/field").asString()).isEqualTo(field);
  }

  @Test
  void priceOfNobodyIsNotFound() {
    String body = "{\"basisPoints\":0,\"fixedMinor\":0}";
    send("PUT", "/" + TestMerchants.MERCHANT + "/prices/eur", body)
        .problem(404, "merchant_not_found");
    get("/" + TestMerchants.MERCHANT + "/prices").problem(404, "merchant_not_found");
  }

  // What is written down

  @Test
  void everyCallIsWrittenDownAndNoSecretEver() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger all = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    Logger ours = (Logger) LoggerFactory.getLogger("io.penstock");
    Level before = ours.getLevel();
    lines.start();
    all.addAppender(lines);
    ours.setLevel(Level.TRACE);
    List<String> secrets = new ArrayList<>();
    String merchant;
    try {
      merchant = merchant();
      JsonNode issued = key(merchant, "{\"mode\":\"test\"}");
      String path = "/" + merchant + "/keys/" + issued.at("/key/id").asString();
      secrets.add(issued.path("secret").asString());
      client(issued).post("/echo", "{}").send().expect(200);
      client(issued).draft("GET", "/echo", "").signBy("wrong").send().expect(401);
      client(issued)
          .get("/echo")
          .with("Authorization", "Bearer " + secrets.getFirst())
          .send()
          .problem(401, "signature_missing");
      secrets.add(post(path + "/rotate", "{}").body().path("secret").asString());
      post(path + "/rotate", "{}").problem(409, "two_secrets_valid");
      get("/no\u00e4sense".replace("\u00e4", "%0A")).problem(404, "merchant_not_found");
    } finally {
      all.detachAppender(lines);
      ours.setLevel(before);
    }
    List<String> texts = lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(texts)
        .anyMatch(line ->
            line.matches(
                "ana \\(127.0.0.1\\) asked to create_key of pk_test_"
                    + merchant.substring(5)
                    + "[0-9a-z]+: done; reason: a test"))
        .anyMatch(line ->
            line.contains("asked to rotate_key of pk_test_") && line.contains("two_secrets_valid"))
        .anyMatch(
            line -> line.contains("asked to read_merchant of no merchant: merchant_not_found"))
        .allSatisfy(line ->
            assertThat(secrets)
                .allSatisfy(secret -> assertThat(line).doesNotContain(secret.substring(34))));
    assertThat(secrets).hasSize(2);
  }

  @Test
  void databaseKnowsNoSecretAndTheWorkerMayNotRewriteThePast() throws SQLException {
    JsonNode issued = key(merchant(), "{\"mode\":\"test\"}");
    try (Connection connection =
            DriverManager.getConnection(
                database.jdbcUrl(), database.username(), database.password());
        Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery("SELECT sealed::text || fingerprint::text FROM merchant_secret")) {
        while (rows.next()) {
          assertThat(rows.getString(1)).doesNotContain(issued.path("secret").asString());
        }
      }
      for (String forbidden :
          List.of(
              "UPDATE merchant SET name = 'x'",
              "DELETE FROM merchant",
              "DELETE FROM merchant_key",
              "UPDATE merchant_key SET scopes = NULL",
              "UPDATE merchant_secret SET sealed = ''",
              "TRUNCATE merchant_nonce",
              "DROP TABLE merchant_nonce")) {
        assertThat(refused(statement, forbidden)).as(forbidden).isEqualTo("42501");
      }
    }
  }

  private static String refused(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return "done";
    } catch (SQLException refused) {
      return refused.getSQLState();
    }
  }

  /** The merchant itself is the same in test and live. */
  @Test
  void merchantAndModeAreInEveryKey() throws SQLException {
    List<String> without = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                database.jdbcUrl(), database.username(), database.password());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT c.conrelid::regclass || '.' || c.conname
                FROM pg_constraint c
                WHERE c.contype IN ('p', 'u', 'f') AND c.conrelid::regclass::text LIKE 'merchant%'
                  AND NOT ARRAY['merchant_id', 'mode']::name[] <@ ARRAY(
                    SELECT a.attname FROM pg_attribute a
                    WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey))
                ORDER BY 1
                """)) {
      while (rows.next()) {
        without.add(rows.getString(1));
      }
    }
    assertThat(without)
        .containsExactly(
            "merchant.merchant_pkey",
            "merchant_key.merchant_key_merchant_id_fkey",
            "merchant_price.merchant_price_merchant_id_fkey");
  }

  @Test
  void descriptionTellsShapesAndCodes() {
    JsonNode description = MerchantClient.call(request("/v3/api-docs")).expect(200).body();
    JsonNode create = description.at("/paths/~1operator~1merchants~1{merchant}~1keys/post");
    assertThat(create.at("/responses/201/content/application~1json/schema/$ref").asString())
        .isEqualTo("#/components/schemas/IssuedMerchantKey");
    assertThat(create.at("/requestBody/content/application~1json/schema/$ref").asString())
        .isEqualTo("#/components/schemas/NewMerchantKey");
    assertThat(create.at("/responses/409").toString()).contains("too_many_keys");
    assertThat(create.at("/responses/401").toString()).contains("operator_key_wrong");
    assertThat(create.at("/security/0").has("operator")).isTrue();
    JsonNode echo = description.at("/paths/~1echo/get");
    assertThat(echo.at("/responses/401").toString())
        .contains("nonce_reused", "signature_invalid", "timestamp_outside_window");
    assertThat(echo.at("/responses/429").toString()).contains("rate_limited");
    assertThat(echo.at("/security/0").has("signature")).isTrue();
    assertThat(description.at("/components/securitySchemes/signature/description").asString())
        .contains("X-Request-Nonce");
  }
}
