package io.penstock.payments.merchants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.TestServers;
import io.penstock.platform.values.Currencies;
import io.penstock.platform.values.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What newcomers copy works: the README's shell function and the module for Node. */
class SigningExamplesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern FUNCTION =
      Pattern.compile("```sh\n(penstock\\(\\) \\{.*?\n}\n)```", Pattern.DOTALL);
  private static final String BODY =
      "{\"amountInCents\":2499,\"currency\":\"usd\",\"description\":\"Füße $x 'y' %s \\\\n\"}";

  @TempDir static Path directory;

  private static ConfigurableApplicationContext application;
  private static IssuedKey issued;
  private static String merchant;

  @BeforeAll
  static void start() {
    application =
        MerchantsApp.start(MerchantsApp.database(), TestServers.redis().port(), directory);
    Merchants merchants = application.getBean(Merchants.class);
    merchant =
        Objects.requireNonNull(
                merchants.create("Gardens", "DE", Currencies.of("eur")).block(PATIENCE))
            .id();
    issued =
        Objects.requireNonNull(merchants.issueKey(merchant, NewKey.of(Mode.TEST)).block(PATIENCE));
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static boolean isThere(String program) {
    try {
      Process process =
          new ProcessBuilder(program, program.equals("openssl") ? "version" : "--version")
              .redirectErrorStream(true)
              .start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String run(List<String> command, Map<String, String> environment)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PENSTOCK_URL", "http://127.0.0.1:" + MerchantsApp.port(application));
    builder.environment().put("PENSTOCK_KEY", issued.key().id());
    builder.environment().put("PENSTOCK_SECRET", issued.secret());
    builder.environment().putAll(environment);
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private static String bash(String line, Map<String, String> environment) throws Exception {
    for (String program : List.of("bash", "curl", "openssl")) {
      assumeTrue(isThere(program), "skipped: no " + program + " here");
    }
    Matcher function = FUNCTION.matcher(Files.readString(Path.of("README.md")));
    assertThat(function.find()).as("the function in README.md").isTrue();
    return run(List.of("bash", "-c", function.group(1) + line), environment);
  }

  private static JsonNode json(String text) {
    assertThat(text).startsWith("{");
    return new JsonMapper().readTree(text);
  }

  @Test
  void functionOfTheReadmeSignsEverything() throws Exception {
    JsonNode answer =
        json(
            bash(
                "penstock POST '/echo/a?b=%20c&d[gte]=1' \"$BODY\" 'X-Request-Id: from-bash'",
                Map.of(
                    "BODY", BODY, "IDEMPOTENCY_KEY", "order-1234", "PENSTOCK_ACCOUNT", merchant)));
    assertThat(answer.path("merchant").asString()).isEqualTo(merchant);
    assertThat(answer.path("account").asString()).isEqualTo(merchant);
    assertThat(answer.path("body").asString()).isEqualTo(BODY);
  }

  @Test
  void functionOfTheReadmeReads() throws Exception {
    assertThat(json(bash("penstock GET /echo", Map.of())).path("key").asString())
        .isEqualTo(issued.key().id());
    assertThat(
            json(bash("penstock GET /echo", Map.of("PENSTOCK_SECRET", "wrong")))
                .path("code")
                .asString())
        .isEqualTo("signature_invalid");
  }

  @Test
  void moduleForNodeSignsEverything() throws Exception {
    assumeTrue(isThere("node"), "skipped: no node here");
    String module = Path.of("src/main/web/examples/sign.mjs").toAbsolutePath().toString();
    JsonNode answer =
        json(
            run(
                List.of(
                    "node",
                    module,
                    "POST",
                    "/echo/a?b=%20c",
                    BODY,
                    "Idempotency-Key=order=1234",
                    "Penstock-Account=" + merchant),
                Map.of()));
    assertThat(answer.path("account").asString()).isEqualTo(merchant);
    assertThat(answer.path("body").asString()).isEqualTo(BODY);
    assertThat(json(run(List.of("node", module, "GET", "/echo"), Map.of())).path("mode").asString())
        .isEqualTo("test");
    assertThat(run(List.of("node", module, "GET", "/echo"), Map.of("PENSTOCK_SECRET", "wrong")))
        .contains("signature_invalid");
  }
}
