package io.penstock.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.PenstockProcess;
import io.penstock.TestServers;
import io.penstock.embedded.DatabaseRoles;
import io.penstock.payments.merchants.MerchantClient.Answer;
import io.penstock.sandbox.cards.Deed;
import io.penstock.sandbox.cards.TestCard;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is halted at each step of each kind of transaction, with every behaviour of the
 * network at once, and started again: afterwards the network's books and ours agree, and each
 * merchant who asks again hears how it ended.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class CrashMatrixJourney {

  private static final boolean ALL = Boolean.getBoolean("penstock.test.crash-matrix");
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(150);
  private static final long AMOUNT = 20_000;
  private static final long SMALL_AMOUNT = 5_000;

  private static final List<TestCard> BEHAVIOURS =
      List.of(
          TestCard.APPROVED,
          TestCard.ISSUER_UNAVAILABLE,
          TestCard.TIMEOUT_THEN_APPROVED,
          TestCard.TIMEOUT_THEN_DECLINED,
          TestCard.NEVER_ANSWERED,
          TestCard.LATE,
          TestCard.DUPLICATE,
          TestCard.RESET_BEFORE_BOOKING,
          TestCard.RESET_AFTER_BOOKING);

  private record Case(TestCard behaviour, String intent, String path, String body, String key) {}

  @TempDir Path directory;

  @Test
  void whereverTheProcessDiesTheBooksAgree() throws Exception {
    StringBuilder matrix = new StringBuilder("\nCrash matrix\n");
    TestServers.Database database = TestServers.freshDatabase(DatabaseRoles.PAYMENTS);
    try (CardNetworkForTests network = new CardNetworkForTests()) {
      Shop shop;
      try (PenstockProcess process = start(database, network, "none")) {
        shop = Shop.open(process.awaitPort());
      }
      for (String type : types()) {
        for (String step : steps()) {
          matrix.append(row(database, network, shop, type, step));
        }
      }
    }
    System.out.println(matrix);
  }

  private static List<String> types() {
    return ALL ? List.of("charge", "capture", "void", "refund") : List.of("charge");
  }

  private static List<String> steps() {
    return ALL ? List.of("asked", "begun", "answered", "settled") : List.of("answered");
  }

  private String row(
      TestServers.Database database,
      CardNetworkForTests network,
      Shop shop,
      String type,
      String step)
      throws Exception {
    List<Case> cases;
    try (PenstockProcess process =
        start(database, network, type + ":" + step + ":" + BEHAVIOURS.size())) {
      Shop open = shop.at(process.awaitPort());
      cases = prepare(open, network, type);
      List<CompletableFuture<?>> asked =
          cases.stream()
              .<CompletableFuture<?>>map(
                  each -> open.askLater(each.path(), each.body(), each.key()))
              .toList();
      assertThat(process.endsWithin(60)).as("halted at %s:%s", type, step).isTrue();
      asked.forEach(each -> each.exceptionally(gone -> null).join());
    }
    try (PenstockProcess process = start(database, network, "none")) {
      Shop again = shop.at(process.awaitPort());
      awaitNothingOpen(database);
      StringBuilder row = new StringBuilder();
      for (Case each : cases) {
        Answer answer = again.ask(each.path(), each.body(), each.key());
        // What died before anything was written is worked now.
        assertThat(answer.status())
            .as("%s %s %s: %s", type, step, each.behaviour().code(), answer.body())
            .isIn(step.equals("asked") ? List.of(201, 202) : List.of(201));
        row.append(
            "  %-8s %-9s %-24s %s%n"
                .formatted(
                    type, step, each.behaviour().code(), answer.body().path("status").asString()));
      }
      awaitNothingOpen(database);
      for (Case each : cases) {
        assertThat(Books.ours(database, each.intent()))
            .as("%s %s %s: %s", type, step, each.behaviour().code(), each.intent())
            .isEqualTo(Books.theirs(database, network, each.intent()));
      }
      assertThat(Books.imbalance(database)).isZero();
      return row.toString();
    }
  }

  /** An intent for each behaviour, so far that the transaction can be asked for. */
  private static List<Case> prepare(Shop shop, CardNetworkForTests network, String type) {
    List<Case> cases = new ArrayList<>();
    for (TestCard behaviour : BEHAVIOURS) {
      String method = type.equals("capture") || type.equals("void") ? "manual" : "automatic";
      String intent = shop.create(AMOUNT, method);
      if (!type.equals("charge")) {
        shop.charge(intent, TestCard.APPROVED.number());
      }
      if (type.equals("void")) {
        network.next(Deed.REVERSAL, behaviour);
      }
      cases.add(
          new Case(
              behaviour,
              intent,
              "/payment-intents/" + intent + "/transactions",
              body(type, behaviour),
              type + "-" + intent));
    }
    return cases;
  }

  private static String body(String type, TestCard behaviour) {
    return switch (type) {
      case "charge" -> Shop.charge(behaviour.number());
      case "void" -> "{\"type\":\"void\"}";
      default ->
          "{\"type\":\"%s\",\"amountInCents\":%d}"
              .formatted(type, Math.max(behaviour.amountEnding(), SMALL_AMOUNT));
    };
  }

  private void awaitNothingOpen(TestServers.Database database) {
    await()
        .atMost(KNOWN_WITHIN)
        .pollInterval(Duration.ofMillis(250))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(() -> Books.open(database) == 0);
  }

  private PenstockProcess start(
      TestServers.Database database, CardNetworkForTests network, String haltAt) throws Exception {
    return haltAt.equals("none")
        ? Shop.penstock(directory, database, network, Map.of())
        : Shop.penstock(directory, database, network, Map.of("penstock.sandbox.halt-at", haltAt));
  }
}
