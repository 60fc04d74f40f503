package io.penstock.payments.merchants;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.context.ContextRegistry;
import io.penstock.platform.http.FailedAttempts;
import io.penstock.platform.http.ProblemDescriptions;
import io.penstock.platform.postgres.Databases;
import io.penstock.platform.redis.Redis;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.penstock.platform.sealing.Fingerprints;
import io.penstock.platform.sealing.Sealer;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Ids;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.MDC;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.http.server.PathContainer;

/** Merchants, their door, and what operators do about them. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.PAYMENTS)
@EnableConfigurationProperties(MerchantsProperties.class)
class MerchantsWiring {

  private static final String DATABASE = "payments";
  private static final String SIGNATURE = "signature";

  /** Wrong keys or signatures from one place in a minute; who tries out a program makes some. */
  private static final int MOST_ATTEMPTS = 30;

  /** What the operators' door answers, and what every call may. */
  private static final List<MerchantProblem> OF_ALL =
      List.of(
          MerchantProblem.OPERATOR_KEY_MISSING,
          MerchantProblem.OPERATOR_KEY_WRONG,
          MerchantProblem.TOO_MANY_ATTEMPTS,
          MerchantProblem.UNAVAILABLE,
          MerchantProblem.OPERATOR_KEY_NOT_SET);

  static {
    // Log lines written on behalf of a merchant's request carry its id.
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor(
            Caller.KEY,
            () -> MDC.get(Caller.KEY),
            id -> MDC.put(Caller.KEY, id),
            () -> MDC.remove(Caller.KEY));
  }

  /** Keys are made of it; nobody can guess it. */
  private final SecureRandom random = new SecureRandom();

  @Bean
  KeyTexts merchantKeyTexts(Fingerprints fingerprints) {
    return new KeyTexts(fingerprints, random::nextLong);
  }

  @Bean
  SigningKeys merchantSigningKeys(
      Databases databases, Sealer sealer, MerchantsProperties properties) {
    return new SigningKeys(
        new KeyTable(databases.named(DATABASE)), sealer, properties, Ticker.systemTicker());
  }

  @Bean
  Merchants merchants(
      Databases databases,
      SigningKeys signing,
      KeyTexts texts,
      Sealer sealer,
      Fingerprints fingerprints,
      Clock clock,
      MerchantsProperties properties) {
    Merchants.Tables tables =
        new Merchants.Tables(
            new MerchantTable(databases.named(DATABASE)),
            new KeyTable(databases.named(DATABASE)),
            new PriceTable(databases.named(DATABASE)));
    return new Merchants(
        tables,
        signing,
        texts,
        sealer,
        fingerprints,
        new Ids(clock, random::nextLong),
        clock,
        Ticker.systemTicker(),
        properties);
  }

  @Bean
  NonceTable merchantNonces(Databases databases) {
    return new NonceTable(databases.named(DATABASE));
  }

  @Bean
  MerchantsRunner merchantsRunner(
      RequestsCache cache, NonceTable table, Clock clock, Telemetry telemetry) {
    return new MerchantsRunner(cache, table, clock, telemetry);
  }

  /** With a guard of its own: a request waits for it. */
  @Bean(destroyMethod = "close")
  RequestsCache merchantRequestsCache(
      ReactiveRedisConnectionFactory connections, Guards guards, MerchantsProperties properties) {
    return new RequestsCache(
        new Redis(connections, guards.named("redis-merchants")), properties.noncesKept());
  }

  @Bean
  Admissions merchantAdmissions(
      RequestsCache cache,
      NonceTable table,
      MerchantsProperties properties,
      Clock clock,
      Telemetry telemetry) {
    return new Admissions(
        cache,
        table,
        new NonceMemory(clock, properties.noncesKept(), properties.noncesInMemory()),
        properties.noncesKept(),
        clock,
        telemetry);
  }

  @Bean
  MerchantRules merchantRules(ObjectProvider<MerchantPaths> paths) {
    return new MerchantRules(paths.orderedStream().toList());
  }

  @Bean
  SignatureFilter signatureFilter(
      MerchantRules rules,
      KeyTexts texts,
      SigningKeys keys,
      Admissions admissions,
      MerchantsProperties properties,
      Clock clock,
      Telemetry telemetry) {
    return new SignatureFilter(
        rules,
        texts,
        keys,
        admissions,
        new FailedAttempts(clock, MOST_ATTEMPTS),
        properties,
        clock,
        telemetry);
  }

  @Bean
  OperatorCalls merchantOperatorCalls(Telemetry telemetry) {
    return new OperatorCalls(telemetry);
  }

  /** Each operation tells the codes that it says it answers, and those of all. */
  @Bean
  OperationCustomizer merchantProblems() {
    return (operation, method) -> {
      MerchantProblem.Answers answers = method.getMethodAnnotation(MerchantProblem.Answers.class);
      if (answers != null) {
        Stream.concat(Stream.of(answers.value()), OF_ALL.stream())
            .forEach(problem ->
                ProblemDescriptions.add(
                    operation, problem.status(), problem.code(), problem.meaning()));
      }
      return operation;
    };
  }

  /** Each operation for merchants tells how it is signed, and why it may not come in. */
  @Bean
  OpenApiCustomizer signedOperations(MerchantRules rules) {
    return description ->
        description
            .getPaths()
            .forEach((path, item) -> {
              if (rules.concern(PathContainer.parsePath(path))) {
                describeScheme(description);
                item.readOperations().forEach(MerchantsWiring::describe);
              }
            });
  }

  private static void describeScheme(OpenAPI description) {
    description
        .getComponents()
        .addSecuritySchemes(
            SIGNATURE,
            new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description(
                    """
                    The publishable key, and the headers `X-Request-Timestamp` (now), `X-Request-Nonce` (a UUID) and \
                    `X-Signature: sha256=<hex HMAC-SHA256>`, made with the secret over method, path and query, timestamp, nonce, \
                    hex SHA-256 of the body, `Penstock-Account` and `Idempotency-Key` (empty when absent), one a line.\
                    """));
  }

  private static void describe(Operation operation) {
    operation.addSecurityItem(new SecurityRequirement().addList(SIGNATURE));
    for (SignatureProblem problem : SignatureProblem.values()) {
      ProblemDescriptions.add(operation, problem.status(), problem.code(), problem.sentence());
    }
  }
}
