package io.penstock.payments.merchants;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.TestServers;
import io.penstock.platform.http.FailedAttempts;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.postgres.TestDatabases;
import io.penstock.platform.redis.TestRedis;
import io.penstock.platform.sealing.TestKeys;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Mode;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;
import org.springframework.web.server.i18n.LocaleContextResolver;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the filter costs: requests of 100 bytes whose signature is checked, whose rate and nonce a
 * real Redis is asked about, without HTTP around it. CPU time is that of this process alone. One
 * JSON line a result.
 */
class SignatureBenchmark {

  private static final int REQUESTS = 40_000;
  private static final int AT_ONCE = 32;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String BODY =
      "{\"amountInCents\":2499,\"currency\":\"usd\",\"description\":\"Order"
          + " #1234\",\"captureMethod\":\"automatic\"}";

  private final WebSessionManager sessions = exchange -> Mono.empty();
  private final ServerCodecConfigurer codecs = ServerCodecConfigurer.create();
  private final LocaleContextResolver locales = new AcceptHeaderLocaleContextResolver();
  private final OperatingSystemMXBean machine =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  @Test
  @Timeout(300)
  void verifies() {
    try (Databases databases = TestDatabases.fresh("payments");
        TestRedis redis = TestRedis.at(TestServers.redis().port())) {
      Telemetry telemetry = new Telemetry(new SimpleMeterRegistry());
      MerchantsProperties properties = properties();
      Clock clock = Clock.systemUTC();
      SplittableRandom random = new SplittableRandom(1);
      KeyTexts texts = new KeyTexts(TestKeys.fingerprints(), random::nextLong);
      KeyTable keyTable = new KeyTable(databases.named("payments"));
      SigningKeys keys = new SigningKeys(keyTable, TestKeys.sealer(), properties, System::nanoTime);
      Merchants merchants =
          new Merchants(
              new Merchants.Tables(
                  new MerchantTable(databases.named("payments")),
                  keyTable,
                  new PriceTable(databases.named("payments"))),
              keys,
              texts,
              TestKeys.sealer(),
              TestKeys.fingerprints(),
              new Ids(clock, random::nextLong),
              clock,
              System::nanoTime,
              properties);
      SignatureFilter filter =
          new SignatureFilter(
              new MerchantRules(List.of(MerchantPaths.of("/bench/**").post(Scope.PAYMENTS_WRITE))),
              texts,
              keys,
              new Admissions(
                  new RequestsCache(redis.redis(), properties.noncesKept()),
                  new NonceTable(databases.named("payments")),
                  new NonceMemory(clock, properties.noncesKept(), properties.noncesInMemory()),
                  properties.noncesKept(),
                  clock,
                  telemetry),
              new FailedAttempts(clock, 30),
              properties,
              clock,
              telemetry);
      Merchant merchant =
          Objects.requireNonNull(
              merchants.create("Bench", "DE", Currencies.of("eur")).block(PATIENCE));
      IssuedKey issued =
          Objects.requireNonNull(
              merchants
                  .issueKey(
                      merchant.id(),
                      new NewKey(Mode.TEST, Set.of(), null, new RateLimit(100_000, 1_000_000)))
                  .block(PATIENCE));
      MerchantClient client = new MerchantClient(0, issued.key().id(), issued.secret(), clock);
      for (int round = 0; round < 4; round++) {
        measure(filter, requests(client), round);
      }
    }
  }

  private static MerchantsProperties properties() {
    return new MerchantsProperties(
        Duration.ofMinutes(5),
        DataSize.ofKilobytes(64),
        100,
        200,
        10_000,
        Duration.ofSeconds(5),
        1_000_000,
        Duration.ofHours(24),
        new MerchantsProperties.UsualPrice(290, 30));
  }

  /** Signed beforehand: that is the merchant's work. */
  private static List<MockServerHttpRequest> requests(MerchantClient client) {
    List<MockServerHttpRequest> requests = new ArrayList<>(REQUESTS);
    for (int i = 0; i < REQUESTS; i++) {
      MerchantClient.Draft draft = client.post("/bench/payments?n=" + i, BODY);
      MockServerHttpRequest.BodyBuilder request =
          MockServerHttpRequest.method(HttpMethod.POST, "/bench/payments?n=" + i)
              .remoteAddress(new InetSocketAddress("127.0.0.1", 40_000));
      draft.headers.forEach(request::header);
      requests.add(request.body(BODY));
    }
    return requests;
  }

  /** With codecs that are made once, as a server's are. */
  private ServerWebExchange exchange(MockServerHttpRequest request) {
    return new DefaultServerWebExchange(
        request, new MockServerHttpResponse(), sessions, codecs, locales);
  }

  private void measure(SignatureFilter filter, List<MockServerHttpRequest> requests, int round) {
    AtomicInteger verified = new AtomicInteger();
    WebFilterChain chain =
        exchange ->
            Mono.fromRunnable(() -> {
              Caller.of(exchange);
              verified.incrementAndGet();
            });
    long cpu = machine.getProcessCpuTime();
    long begun = System.nanoTime();
    Flux.fromIterable(requests)
        .flatMap(request -> filter.filter(exchange(request), chain), AT_ONCE)
        .blockLast(PATIENCE);
    double seconds = (System.nanoTime() - begun) / 1e9;
    double cpuSeconds = (machine.getProcessCpuTime() - cpu) / 1e9;
    if (verified.get() != REQUESTS) {
      throw new AssertionError(verified + " of " + REQUESTS + " came in");
    }
    System.out.printf(
        Locale.ROOT,
        "{\"bench\":\"signatures\",\"round\":%d,\"verified_per_s\":%.0f,\"verified_per_core_s\":%.0f,\"cpu_us\":%.1f}%n",
        round,
        REQUESTS / seconds,
        REQUESTS / cpuSeconds,
        cpuSeconds * 1e6 / REQUESTS);
  }
}
