package io.penstock.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.PenstockProcess;
import io.penstock.TestServers;
import io.penstock.embedded.DatabaseRoles;
import io.penstock.payments.merchants.MerchantClient.Answer;
import io.penstock.sandbox.cards.TestCard;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A merchant's payments, from signed requests to the books of the card network and ours. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PaymentsJourney {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String GOOD = TestCard.APPROVED.number();

  @TempDir static Path directory;

  private static final TestServers.Database DATABASE =
      TestServers.freshDatabase(DatabaseRoles.PAYMENTS);
  private static final CardNetworkForTests NETWORK = new CardNetworkForTests();
  private static PenstockProcess process;
  private static Shop shop;

  @BeforeAll
  static void start() throws Exception {
    process =
        Shop.penstock(
            directory,
            DATABASE,
            NETWORK,
            Map.of("penstock.merchants.per-second", "5000", "penstock.merchants.burst", "5000"));
    shop = Shop.open(process.awaitPort());
  }

  @AfterAll
  static void stop() {
    process.close();
    NETWORK.close();
  }

  @Test
  void anIntentIsChargedRefundedAndTold() {
    String intent = shop.create(2_499, "automatic");
    Answer charge = shop.ask(path(intent), Shop.charge(GOOD), "charge-" + intent).expect(201);

    assertThat(charge.body().path("status").asString()).isEqualTo("succeeded");
    assertThat(charge.body().path("feeInCents").asLong()).isEqualTo(102);
    assertThat(charge.body().path("card").toString())
        .isEqualTo("{\"brand\":\"visa\",\"lastFour\":\"4242\"}");

    shop.ask(path(intent), "{\"type\":\"refund\",\"amountInCents\":1000}", "r1-" + intent)
        .expect(201);
    assertThat(status(intent)).isEqualTo("partially_refunded");
    shop.ask(path(intent), "{\"type\":\"refund\"}", "r2-" + intent).expect(201);
    assertThat(status(intent)).isEqualTo("refunded");
    shop.ask(path(intent), "{\"type\":\"refund\"}", "r3-" + intent).problem(409, "invalid_state");

    Answer events = shop.client().get("/payment-intents/" + intent + "/events").send().expect(200);
    assertThat(events.body().path("data").valueStream().map(each -> each.path("type").asString()))
        .containsExactly(
            "payment_intent.created",
            "charge.pending",
            "payment_intent.processing",
            "charge.succeeded",
            "payment_intent.succeeded",
            "refund.pending",
            "refund.succeeded",
            "payment_intent.partially_refunded",
            "refund.pending",
            "refund.succeeded",
            "payment_intent.refunded");
  }

  @Test
  void whatIsHeldIsCapturedInPartOrGivenBack() throws Exception {
    String captured = shop.create(5_000, "manual");
    shop.charge(captured, GOOD);
    assertThat(status(captured)).isEqualTo("authorized");
    shop.ask(path(captured), "{\"type\":\"capture\",\"amountInCents\":5001}", "c1-" + captured)
        .problem(400, "amount_too_large");
    shop.ask(path(captured), "{\"type\":\"capture\",\"amountInCents\":3000}", "c2-" + captured)
        .expect(201);
    assertThat(status(captured)).isEqualTo("succeeded");

    String voided = shop.create(5_000, "manual");
    shop.charge(voided, GOOD);
    shop.ask(path(voided), "{\"type\":\"void\"}", "v-" + voided).expect(201);
    assertThat(status(voided)).isEqualTo("canceled");

    String canceled = shop.create(5_000, "manual");
    shop.charge(canceled, GOOD);
    Answer cancel =
        shop.ask("/payment-intents/" + canceled + "/cancel", "", "x-" + canceled).expect(200);
    assertThat(cancel.body().path("status").asString()).isEqualTo("canceled");
    assertBooksAgree(List.of(captured, voided, canceled));
  }

  @Test
  void whatIsWrongIsTold() {
    shop.client().post("/payment-intents", "{").send().problem(400, "malformed_json");
    shop.client()
        .post("/payment-intents", "{\"amountInCents\":24.99,\"currency\":\"usdt\",\"colour\":1}")
        .send()
        .problem(400, "invalid_request");
    shop.client()
        .post("/payment-intents", "{\"amountInCents\":49,\"currency\":\"usd\"}")
        .send()
        .problem(400, "invalid_request");
    String intent = shop.create(1_000, "automatic");
    shop.ask(path(intent), Shop.charge("4242424242424241"), "w1").problem(400, "incorrect_number");
    shop.ask(path(intent), Shop.charge("4111111111111111"), "w2")
        .problem(400, "test_card_required");
    shop.ask(path(intent), "{\"type\":\"charge\",\"token\":\"tok_1\"}", "w3")
        .problem(400, "token_unknown");
    shop.ask(path("pi_01jd3x7y8k0v9q4m2s6t1w5zrb"), Shop.charge(GOOD), "w4")
        .problem(404, "intent_not_found");
    assertThat(status(intent)).isEqualTo("created");
  }

  @ParameterizedTest
  @CsvSource({"usd, 50, 49", "jpy, 50, 49", "kwd, 500, 499"})
  void theLeastIsByCurrency(String currency, long least, long less) {
    String body = "{\"amountInCents\":%d,\"currency\":\"%s\"}";
    shop.client().post("/payment-intents", body.formatted(least, currency)).send().expect(201);
    shop.client()
        .post("/payment-intents", body.formatted(less, currency))
        .send()
        .problem(400, "invalid_request");
  }

  @Test
  void fiftyIdenticalRequestsAreOne() throws Exception {
    String body = "{\"amountInCents\":1234,\"currency\":\"usd\"}";
    List<Answer> created = atOnce(50, "/payment-intents", body, "fifty");
    assertThat(created).extracting(Answer::status).containsOnly(201);
    assertThat(created)
        .extracting(answer -> answer.body().toString())
        .hasSize(50)
        .containsOnly(created.getFirst().body().toString());

    String intent = created.getFirst().body().path("id").asString();
    List<Answer> charged = atOnce(50, path(intent), Shop.charge(GOOD), "fifty-charges");
    assertThat(charged)
        .allSatisfy(answer -> {
          if (answer.status() == 409) {
            answer.problem(409, "idempotency_key_in_use");
          } else {
            assertThat(answer.expect(201).body().path("status").asString()).isEqualTo("succeeded");
          }
        });
    assertThat(charged).extracting(Answer::status).contains(201);
    shop.ask("/payment-intents", body.replace("1234", "1235"), "fifty")
        .problem(409, "idempotency_key_reused");
    assertBooksAgree(List.of(intent));
    assertThat(Books.ours(DATABASE, intent)).isEqualTo(new Books.Position(1_234, 1));
  }

  @Test
  void twoHundredRacingRequestsLeaveTheBooksEven() throws Exception {
    Random random = new Random(7);
    List<String> intents =
        IntStream.range(0, 10)
            .mapToObj(i -> shop.create(10_000, i % 2 == 0 ? "automatic" : "manual"))
            .toList();
    List<CompletableFuture<Answer>> asked = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String intent = intents.get(random.nextInt(intents.size()));
      String body =
          switch (random.nextInt(5)) {
            case 0, 1 -> Shop.charge(GOOD);
            case 2 ->
                "{\"type\":\"capture\",\"amountInCents\":%d}".formatted(1 + random.nextInt(9_000));
            case 3 ->
                "{\"type\":\"refund\",\"amountInCents\":%d}".formatted(1 + random.nextInt(4_000));
            default -> "{\"type\":\"void\"}";
          };
      asked.add(shop.askLater(path(intent), body, "race-" + i));
    }
    List<Answer> answers = asked.stream().map(CompletableFuture::join).toList();

    assertThat(answers)
        .allSatisfy(answer ->
            assertThat(answer.status()).as(answer.body().toString()).isIn(201, 202, 400, 409));
    assertThat(answers).extracting(Answer::status).contains(201, 409);
    await().atMost(PATIENCE).until(() -> Books.open(DATABASE) == 0);
    assertBooksAgree(intents);
  }

  private static List<Answer> atOnce(int count, String path, String body, String key) {
    return IntStream.range(0, count).mapToObj(i -> shop.askLater(path, body, key)).toList().stream()
        .map(CompletableFuture::join)
        .toList();
  }

  private static void assertBooksAgree(List<String> intents) throws SQLException {
    for (String intent : intents) {
      assertThat(Books.ours(DATABASE, intent))
          .as(intent)
          .isEqualTo(Books.theirs(DATABASE, NETWORK, intent));
    }
    assertThat(Books.imbalance(DATABASE)).isZero();
  }

  private static String status(String intent) {
    return shop.client()
        .get("/payment-intents/" + intent)
        .send()
        .expect(200)
        .body()
        .path("status")
        .asString();
  }

  private static String path(String intent) {
    return "/payment-intents/" + intent + "/transactions";
  }
}
