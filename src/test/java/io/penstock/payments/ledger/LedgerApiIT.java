package io.penstock.payments.ledger;

import static io.penstock.payments.ledger.LedgerHarness.PATIENCE;
import static io.penstock.payments.ledger.LedgerHarness.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.TestServers;
import io.penstock.embedded.DatabaseRoles;
import io.penstock.payments.merchants.Caller;
import io.penstock.platform.values.Mode;
import io.penstock.platform.values.Money;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.web.server.WebFilter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The books over HTTP: merchants see their own, operators all. */
class LedgerApiIT {

  private static final String OPERATOR_KEY = "an-operator-key-of-a-test";
  private static final Tenant TENANT = new Tenant("mer_1", Mode.TEST);
  private static final Owner MERCHANT = Owner.merchant(TENANT);
  private static final Owner CONNECTED = Owner.connected(TENANT, "acct_7");
  private static final PriceList PRICES = PriceList.standard(usd(0).currency());

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static ReactiveWebServerApplicationContext app;

  /** Books, the edge, and nothing else; a header says who calls. */
  @SpringBootConfiguration
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
        "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration"
      })
  @ComponentScan({
    "io.penstock.platform.http",
    "io.penstock.platform.resilience",
    "io.penstock.platform.postgres",
    "io.penstock.platform.telemetry"
  })
  @Import({LedgerWiring.class, LedgerApi.class, OperatorLedgerApi.class})
  static class LedgerApp {

    @Bean
    WebFilter testCaller() {
      return (exchange, chain) -> {
        String header = exchange.getRequest().getHeaders().getFirst("X-Test-Caller");
        if (header != null) {
          String[] parts = header.split("/");
          exchange
              .getAttributes()
              .put(
                  Caller.ATTRIBUTE,
                  new Caller(
                      parts[0],
                      Mode.ofCode(parts[1]),
                      parts.length == 3 ? parts[2] : null,
                      Set.of(),
                      "pk_test"));
        }
        return chain.filter(exchange);
      };
    }
  }

  @BeforeAll
  static void start() {
    List<String> settings = new ArrayList<>();
    settings.add("--server.port=0");
    settings.add("--server.address=127.0.0.1");
    settings.add("--penstock.operator.key=" + OPERATOR_KEY);
    settings.add("--penstock.ledger.seal-interval=50ms");
    TestServers.freshDatabase(DatabaseRoles.PAYMENTS)
        .settings("payments")
        .forEach((key, value) -> settings.add("--" + key + "=" + value));
    app =
        (ReactiveWebServerApplicationContext)
            new SpringApplicationBuilder(LedgerApp.class)
                .web(WebApplicationType.REACTIVE)
                .run(settings.toArray(String[]::new));
    post(Postings.capture(MERCHANT, "txn_1", usd(1000), PRICES));
    post(Postings.available(MERCHANT, "txn_1", usd(1000), usd(59)).orElseThrow());
    post(
        Postings.capture(
            MERCHANT,
            "txn_2",
            Money.of(500, "jpy"),
            PriceList.standard(Money.of(0, "jpy").currency())));
    post(Postings.transfer("tr_1", MERCHANT, CONNECTED, usd(1500), Funds.AVAILABLE));
    post(Postings.settled(TENANT, "txn_1", usd(1000), usd(18)));
    post(Postings.suspenseReceived(new Tenant("mer_2", Mode.TEST), "line_1", usd(7)));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @Test
  void aMerchantReadsItsAccount() {
    JsonNode account = get("mer_1/test", "/ledger/accounts/mer_1.available.usd", 200);

    assertThat(account.path("id").asString()).isEqualTo("mer_1.available.usd");
    assertThat(account.path("owner").asString()).isEqualTo("mer_1");
    assertThat(account.path("kind").asString()).isEqualTo("available");
    assertThat(account.path("normalSide").asString()).isEqualTo("credit");
    assertThat(account.path("currency").asString()).isEqualTo("usd");
    assertThat(account.path("exponent").asInt()).isEqualTo(2);
    assertThat(account.path("balance").asLong()).isEqualTo(-559);
    assertThat(account.path("entries").asLong()).isEqualTo(2);
  }

  /** Not there, not its own, not in this mode, or no account at all: it is all the same. */
  @ParameterizedTest
  @CsvSource({
    "mer_1/test, /ledger/accounts/mer_1.available.eur",
    "mer_1/test, /ledger/accounts/house.bank_cash.usd",
    "mer_1/test, /ledger/accounts/house.bank_cash.usd/entries",
    "mer_1/test, /ledger/accounts/nonsense",
    "mer_1/test, /ledger/accounts/nonsense/entries",
    "mer_1/live, /ledger/accounts/mer_1.available.usd",
    "mer_2/test, /ledger/accounts/mer_1.available.usd",
    "mer_1/test/acct_7, /ledger/accounts/mer_1.available.usd",
    "mer_1/test/acct_7, /ledger/accounts/mer_1.available.usd/entries",
    "mer_1/test, /ledger/journals/capture.txn_9",
    "mer_1/test, /ledger/journals/settled.txn_1",
    "mer_1/live, /ledger/journals/capture.txn_1",
    "mer_2/test, /ledger/journals/capture.txn_1",
    "mer_1/test/acct_7, /ledger/journals/capture.txn_1",
    "mer_1/test, /ledger/journals/nonsense"
  })
  void whatIsNotTheCallersIsNotThere(String caller, String path) {
    assertThat(get(caller, path, 404).path("code").asString()).isEqualTo("not_found");
  }

  @Test
  void aStatementIsPaged() {
    String path = "/ledger/accounts/mer_1.pending.usd/entries?limit=2";

    JsonNode first = get("mer_1/test", path, 200);
    JsonNode second =
        get("mer_1/test", path + "&cursor=" + first.path("nextCursor").asString(), 200);

    assertThat(texts(first, "type")).containsExactly("available", "capture");
    assertThat(texts(first, "balance")).containsExactly("0", "941");
    assertThat(texts(first, "source")).containsExactly("txn_1", "txn_1");
    assertThat(texts(second, "balance")).containsExactly("1000");
    assertThat(second.has("nextCursor")).isFalse();
  }

  @Test
  void aJournalIsShownWholeToWhoHasAPartInIt() {
    JsonNode journal = get("mer_1/test", "/ledger/journals/capture.txn_1", 200);

    assertThat(journal.path("type").asString()).isEqualTo("capture");
    assertThat(journal.path("source").asString()).isEqualTo("txn_1");
    assertThat(journal.at("/details/priceList/basisPoints").asInt()).isEqualTo(290);
    assertThat(texts(journal.path("entries"), "account"))
        .containsExactly(
            "house.network_receivable.usd",
            "mer_1.pending.usd",
            "mer_1.pending.usd",
            "house.processing_fees.usd");
    assertThat(
            get("mer_1/test/acct_7", "/ledger/journals/transfer.tr_1", 200).path("id").asString())
        .isEqualTo("transfer.tr_1");
  }

  @Test
  void aBalanceIsByCurrency() {
    JsonNode balance = get("mer_1/test", "/balance", 200);

    assertThat(balance.path("owner").asString()).isEqualTo("mer_1");
    assertThat(balance.path("mode").asString()).isEqualTo("test");
    assertThat(balance.path("balances").toString())
        .isEqualTo(
            "[{\"currency\":\"jpy\",\"exponent\":0,\"available\":0,\"pending\":455,\"refundsInTransit\":0,\"payoutsInTransit\":0},"
                + "{\"currency\":\"usd\",\"exponent\":2,\"available\":-559,\"pending\":0,\"refundsInTransit\":0,\"payoutsInTransit\":0}]");
    assertThat(get("mer_1/test/acct_7", "/balance", 200).at("/balances/0/available").asLong())
        .isEqualTo(1500);
    assertThat(get("mer_9/live", "/balance", 200).path("balances").toString()).isEqualTo("[]");
  }

  @Test
  void transactionsTellWhatMovedMoney() {
    JsonNode page = get("mer_1/test", "/balance-transactions", 200);

    assertThat(texts(page, "id"))
        .containsExactly("transfer.tr_1.usd", "capture.txn_2.jpy", "capture.txn_1.usd");
    assertThat(texts(page, "amount")).containsExactly("-1500", "500", "1000");
    assertThat(texts(page, "fee")).containsExactly("0", "45", "59");
    assertThat(texts(page, "net")).containsExactly("-1500", "455", "941");
    assertThat(texts(page, "status")).containsExactly("available", "pending", "available");
  }

  @Test
  void theBooksAreProvedWithinSeconds() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> get("mer_1/test", "/ledger/proof", 200).path("journals").asInt() == 5);
    JsonNode proof = get("mer_1/test", "/ledger/proof", 200);

    assertThat(proof.path("sound").asBoolean()).isTrue();
    assertThat(proof.path("complete").asBoolean()).isTrue();
    assertThat(proof.at("/seals/firstBatch").asInt()).isEqualTo(1);
    assertThat(proof.at("/seals/root").asString()).hasSize(64);
    assertThat(proof.path("entries").asInt()).isEqualTo(15);
    JsonNode everybodys = operator("/operator/ledger/proof", 200);
    assertThat(everybodys.path("journals").asInt()).isEqualTo(6);
    assertThat(everybodys.path("sound").asBoolean()).isTrue();
    assertThat(
            operator("/operator/ledger/proof?merchant=mer_2&mode=test", 200)
                .path("journals")
                .asInt())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/balance-transactions?limit=0",
        "/balance-transactions?limit=101",
        "/balance-transactions?limit=x",
        "/balance-transactions?cursor=nonsense",
        "/balance-transactions?cursor=!",
        "/balance-transactions?from=yesterday",
        "/balance-transactions?to=1969-12-31",
        "/ledger/accounts/mer_1.pending.usd/entries?limit=101",
        "/ledger/accounts/mer_1.pending.usd/entries?cursor=MX4",
        "/ledger/proof?cursor=LTE",
        "/ledger/proof?cursor=YS9iL2M"
      })
  void parametersThatMakeNoSenseAreNamed(String path) {
    JsonNode problem = get("mer_1/test", path, 400);

    assertThat(problem.path("code").asString()).isEqualTo("invalid_request");
    assertThat(path).contains(problem.at("/errors/0/field").asString() + "=");
  }

  @Test
  void operatorsReadEverybodysBooks() {
    String whose = "?merchant=mer_1&mode=test";

    assertThat(
            operator("/operator/ledger/accounts/house.bank_cash.usd" + whose, 200)
                .path("balance")
                .asLong())
        .isEqualTo(982);
    assertThat(texts(operator("/operator/ledger/accounts" + whose + "&owner=house", 200), "id"))
        .containsExactly(
            "house.bank_cash.usd",
            "house.network_fees.usd",
            "house.network_receivable.jpy",
            "house.network_receivable.usd",
            "house.processing_fees.jpy",
            "house.processing_fees.usd");
    assertThat(
            texts(
                operator(
                    "/operator/ledger/accounts/house.network_receivable.usd/entries" + whose, 200),
                "balance"))
        .containsExactly("0", "1000");
    assertThat(
            operator("/operator/ledger/journals/settled.txn_1" + whose, 200)
                .path("type")
                .asString())
        .isEqualTo("settled");
    assertThat(
            operator("/operator/ledger/balance" + whose + "&owner=acct_7", 200)
                .at("/balances/0/available")
                .asLong())
        .isEqualTo(1500);
    assertThat(
            texts(
                operator("/operator/ledger/balance-transactions" + whose + "&owner=acct_7", 200),
                "id"))
        .containsExactly("transfer.tr_1.usd");
    assertThat(operator("/operator/ledger/trial-balance" + whose, 200).toString())
        .isEqualTo(
            "[{\"currency\":\"jpy\",\"debits\":500,\"credits\":500,\"even\":true},"
                + "{\"currency\":\"usd\",\"debits\":1000,\"credits\":1000,\"even\":true}]");
  }

  @ParameterizedTest
  @CsvSource({
    "/operator/ledger/balance, merchant",
    "/operator/ledger/balance?merchant=a.b, merchant",
    "/operator/ledger/balance?merchant=mer_1&mode=both, mode",
    "/operator/ledger/balance?merchant=mer_1&owner=a.b, owner"
  })
  void operatorsSayWhoseBooksTheyMean(String path, String field) {
    assertThat(operator(path, 400).at("/errors/0/field").asString()).isEqualTo(field);
  }

  @Test
  void withoutTheOperatorsKeyNobodyReadsThem() {
    assertThat(get("mer_1/test", "/operator/ledger/proof", 401).path("code").asString())
        .isEqualTo("operator_key_missing");
  }

  @Test
  void theDescriptionHoldsEveryOperation() {
    JsonNode paths = get("mer_1/test", "/v3/api-docs", 200).path("paths");

    assertThat(paths.propertyNames())
        .contains(
            "/ledger/accounts/{id}",
            "/ledger/accounts/{id}/entries",
            "/ledger/journals/{id}",
            "/ledger/proof",
            "/balance",
            "/balance-transactions",
            "/operator/ledger/proof");
    assertThat(paths.path("/ledger/accounts/{id}").at("/get/responses").propertyNames())
        .contains("200", "404", "503");
  }

  private static void post(Journal journal) {
    Posted posted = app.getBean(Ledger.class).post(journal).block(PATIENCE);
    assertThat(posted).isEqualTo(new Posted(journal.id(), false));
  }

  private static List<String> texts(JsonNode page, String field) {
    JsonNode items = page.isArray() ? page : page.path("items");
    return items.values().stream().map(item -> item.path(field).asString()).toList();
  }

  private static JsonNode get(String caller, String path, int status) {
    return send(path, status, "X-Test-Caller", caller);
  }

  private static JsonNode operator(String path, int status) {
    return send(path, status, "Authorization", "Bearer " + OPERATOR_KEY);
  }

  private static JsonNode send(String path, int status, String header, String value) {
    int port = Objects.requireNonNull(app.getWebServer()).getPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .header(header, value)
            .build();
    HttpResponse<String> answer =
        HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(answer.body());
  }
}
