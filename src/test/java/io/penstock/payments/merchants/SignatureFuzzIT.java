package io.penstock.payments.merchants;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.TestServers;
import io.penstock.payments.merchants.MerchantClient.Draft;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Seeded nonsense in the headers of signed requests. A leak it causes fails the run. */
class SignatureFuzzIT {

  private static final long SEED = 20_260_102;
  private static final int ROUNDS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final List<String> SIGNED =
      List.of(
          "Authorization",
          "X-Request-Timestamp",
          "X-Request-Nonce",
          "X-Signature",
          "Penstock-Account",
          "Idempotency-Key",
          "Content-Length",
          "X-Request-Id");

  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          "\t",
          "\u00ff\u00fe",
          "%00",
          "Bearer ",
          "bearer pk_test_",
          "Bearer sk_live_x",
          "sha256=",
          "sha256=zz",
          "-1",
          "99999999999999999999",
          "0000-00-00T00:00:00Z",
          "-999999999-01-01T00:00:00Z",
          "2026-01-02T03:04:05+99:99",
          "00000000-0000-0000-0000-000000000000",
          "acct_",
          "{}",
          "x".repeat(4_000));

  @TempDir static Path directory;

  private static ConfigurableApplicationContext application;
  private static MerchantClient client;

  @BeforeAll
  static void start() {
    application =
        MerchantsApp.start(MerchantsApp.database(), TestServers.redis().port(), directory);
    Merchants merchants = application.getBean(Merchants.class);
    Merchant merchant =
        Objects.requireNonNull(
            merchants.create("Gardens", "DE", Currencies.of("eur")).block(PATIENCE));
    IssuedKey issued =
        Objects.requireNonNull(
            merchants
                .issueKey(
                    merchant.id(), new NewKey(Mode.TEST, Set.of(), null, new RateLimit(1000, 9999)))
                .block(PATIENCE));
    client =
        new MerchantClient(
            MerchantsApp.port(application),
            issued.key().id(),
            issued.secret(),
            application.getBean(Clock.class));
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void changedHeadersNeverFailTheServer() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      Draft draft =
          client
              .draft("POST", "/echo", "{}")
              .with("Penstock-Account", "acct_" + client.key().substring(8, 34))
              .with("Idempotency-Key", "order-1");
      boolean before = random.nextBoolean();
      if (before) {
        change(draft, random);
      }
      draft.sign();
      if (!before) {
        change(draft, random);
      }
      String request = draft.raw();
      assertThat(status(request))
          .as("round %d of seed %d: %s", round, SEED, request)
          .isBetween(200, 499);
    }
    client.post("/echo", "{}").send().expect(200);
  }

  private static void change(Draft draft, SplittableRandom random) {
    for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
      String name = SIGNED.get(random.nextInt(SIGNED.size()));
      String value = draft.headers.getOrDefault(name, "");
      int at = value.isEmpty() ? 0 : random.nextInt(value.length());
      switch (random.nextInt(5)) {
        case 0 -> draft.without(name);
        case 1 -> draft.with(name, NASTY.get(random.nextInt(NASTY.size())));
        case 2 -> draft.with(name, value.substring(0, at));
        case 3 -> draft.with(name, value + "\r\n" + name + ": " + value);
        default ->
            draft.with(
                name,
                value.substring(0, at)
                    + (char) random.nextInt(0x20, 0x100)
                    + value.substring(Math.min(value.length(), at + 1)));
      }
    }
  }

  /** 400 when the connection was closed without a word. */
  private static int status(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", client.port())) {
      socket.setSoTimeout(15_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      return answer.isEmpty() ? 400 : Integer.parseInt(answer.substring(9, 12));
    }
  }
}
