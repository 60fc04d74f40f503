package io.penstock.payments.merchants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.TestServers;
import io.penstock.embedded.Programs;
import io.penstock.embedded.RedisServer;
import io.penstock.payments.merchants.MerchantClient.Answer;
import io.penstock.payments.merchants.MerchantClient.Draft;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Redis is taken away, comes back empty, and what was let in stays let in once. */
class WithoutRedisIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port = TestServers.freePort();
  private final TestServers.Database database = MerchantsApp.database();

  @TempDir Path directory;
  private @Nullable RedisServer redis;
  private @Nullable ConfigurableApplicationContext application;

  @AfterEach
  void stop() {
    if (application != null) {
      application.close();
    }
    stopRedis();
  }

  private void startRedis() {
    try {
      Path programs = Path.of("target", "test-servers", "programs").toAbsolutePath();
      redis = RedisServer.start(new Programs(programs), directory.resolve("redis"), port, PATIENCE);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private void stopRedis() {
    if (redis != null) {
      redis.close();
      redis = null;
    }
  }

  private MerchantClient start() {
    application =
        MerchantsApp.start(
            database,
            port,
            directory,
            "penstock.postgres.payments.connect-timeout=1s",
            "penstock.postgres.payments.pool.acquire-timeout=1s");
    Merchants merchants = application.getBean(Merchants.class);
    Merchant merchant =
        Objects.requireNonNull(
            merchants.create("Gardens", "DE", Currencies.of("eur")).block(PATIENCE));
    IssuedKey issued =
        Objects.requireNonNull(
            merchants
                .issueKey(
                    merchant.id(), new NewKey(Mode.TEST, Set.of(), null, new RateLimit(1, 60)))
                .block(PATIENCE));
    return new MerchantClient(
        MerchantsApp.port(application),
        issued.key().id(),
        issued.secret(),
        application.getBean(Clock.class));
  }

  private double missed() {
    return Objects.requireNonNull(application)
        .getBean(MeterRegistry.class)
        .counter("penstock.merchants.redis.missed")
        .count();
  }

  /** As Lettuce sees that it is back. */
  private void awaitRedis(MerchantClient client) {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          double before = missed();
          client.get("/echo").send().expect(200);
          return missed() == before;
        });
  }

  @Test
  void requestsComeInOnceWhateverRedisDoes() {
    startRedis();
    MerchantClient client = start();
    awaitRedis(client);
    Draft before = client.post("/echo", "before");
    before.send().expect(200);

    stopRedis();
    before.send().problem(401, "nonce_reused");
    Draft meanwhile = client.post("/echo", "meanwhile");
    Answer answer = meanwhile.send().expect(200);
    assertThat(answer.header("ratelimit")).as("by this process's own count").contains("r=59");
    meanwhile.send().problem(401, "nonce_reused");
    assertThat(missed()).isPositive();

    startRedis();
    awaitRedis(client);
    before.send().problem(401, "nonce_reused");
    meanwhile.send().problem(401, "nonce_reused");
    client.post("/echo", "after").send().expect(200);
  }

  /** Another process has not let it in itself: PostgreSQL tells it. */
  @Test
  void whatOneProcessLetInWithoutRedisNoOtherDoes() {
    MerchantClient client = start();
    Draft draft = client.post("/echo", "{}");
    draft.send().expect(200);
    try (ConfigurableApplicationContext other = MerchantsApp.start(database, port, directory)) {
      MerchantClient there =
          new MerchantClient(
              MerchantsApp.port(other), client.key(), client.secret(), client.clock());
      Draft same = there.draft("POST", "/echo", "{}");
      same.headers.putAll(draft.headers);
      same.send().problem(401, "nonce_reused");
      there.post("/echo", "{}").send().expect(200);
    }
  }

  @Test
  void ofFiftyAtOnceExactlyOneComesInWithoutRedis() {
    Draft draft = start().post("/echo", "{}");
    List<CompletableFuture<Answer>> answers =
        IntStream.range(0, 50).mapToObj(i -> draft.sendLater()).toList();
    List<Integer> statuses = answers.stream().map(answer -> answer.join().status()).toList();
    // Those that the database has no connection for are told to come back.
    assertThat(statuses).containsOnlyOnce(200).isSubsetOf(200, 401, 429, 503);
  }

  @Test
  void limitHoldsWithinAProcess() {
    MerchantClient client = start();
    List<Answer> answers =
        IntStream.range(0, 70).mapToObj(i -> client.get("/echo").send()).toList();
    assertThat(answers.subList(0, 60)).allMatch(answer -> answer.status() == 200);
    Answer refused =
        answers.stream().filter(answer -> answer.status() == 429).findFirst().orElseThrow();
    refused.problem(429, "rate_limited");
    assertThat(refused.header("retry-after")).isEqualTo("1");
  }

  @Test
  void withoutBothNobodyComesIn() {
    MerchantClient client = start();
    client.get("/echo").send().expect(200);
    Objects.requireNonNull(application).getBean(Databases.class).close();
    Draft draft = client.get("/echo");
    Answer answer = draft.send();
    answer.problem(503, "unavailable");
    assertThat(answer.header("retry-after")).isEqualTo("1");
  }

  @Test
  void noncesThatAreOverAreSwept() {
    MerchantClient client = start();
    client.get("/echo").send().expect(200);
    ConfigurableApplicationContext running = Objects.requireNonNull(application);
    NonceTable table = running.getBean(NonceTable.class);
    Clock clock = client.clock();
    assertThat(table.deleteOver(clock.instant()).block(PATIENCE)).isZero();
    assertThat(table.deleteOver(clock.instant().plusSeconds(661)).block(PATIENCE)).isEqualTo(1);
    running.getBean(MerchantsRunner.class).sweep().block(PATIENCE);
  }
}
