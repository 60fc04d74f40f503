package io.penstock.platform.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.platform.resilience.Backoff;
import io.penstock.platform.streams.DeadLetter;
import io.penstock.platform.streams.Declarations;
import io.penstock.platform.streams.FlowDeclaration;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.Streams;
import io.penstock.platform.streams.TestStreams;
import io.penstock.platform.streams.TopicDeclaration;
import io.penstock.platform.streams.TopicDeclaration.Cleanup;
import io.penstock.platform.streams.TopicDeclaration.Compression;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;

/**
 * The operator's API with WebFlux and the door; whoever starts it adds the topics, and what flows
 * can read.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(
    excludeName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
      "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
      "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
      "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration"
    })
@ComponentScan({"io.penstock.platform.http", "io.penstock.platform.resilience"})
@Import({DeadLettersWiring.class, DeadLettersApi.class, Telemetry.class})
class DeadLettersApp {

  static final String KEY = "a key that is long enough to be one";

  private static final AtomicLong VERSIONS = new AtomicLong(Instant.now().getEpochSecond());

  /** Topics of one test: {@code in} is worked by the flows {@code work} and {@code other}. */
  record Topics(String in, String dead, Declarations declarations) {

    static Topics fresh(int partitions) {
      long version = VERSIONS.incrementAndGet();
      String in = "letters.in.v" + version;
      String dead = "letters.dead.v" + version;
      TopicDeclaration decisions = Declarations.read().topic(DecisionsFlow.TOPIC);
      return new Topics(
          in,
          dead,
          TestStreams.declarations(
              List.of(topic(in, partitions), topic(dead, partitions), decisions),
              List.of(flow("work", in, dead, version), flow("other", in, dead, version))));
    }

    /**
     * A letter of the flow {@code work}.
     *
     * @param more headers, names and values; later ones win
     */
    OutgoingRecord letter(int number, String value, String... more) {
      Map<String, String> headers = new HashMap<>();
      headers.put(DeadLetter.FLOW, "work");
      headers.put(DeadLetter.CAUSE, "No Column for it");
      headers.put(DeadLetter.ATTEMPTS, "1");
      headers.put(DeadLetter.TOPIC, in);
      headers.put(DeadLetter.PARTITION, "0");
      headers.put(DeadLetter.OFFSET, String.valueOf(number));
      for (int i = 0; i < more.length; i += 2) {
        headers.put(more[i], more[i + 1]);
      }
      int partition = number % declarations.topic(dead).partitions();
      return new OutgoingRecord(dead, partition, "key-" + number, value.getBytes(UTF_8), headers);
    }

    private static TopicDeclaration topic(String name, int partitions) {
      return new TopicDeclaration(
          name,
          "A case.",
          "name",
          partitions,
          Duration.ofHours(1),
          Cleanup.DELETE,
          Compression.LZ4,
          Duration.ZERO,
          "as-it-came");
    }

    private static FlowDeclaration flow(String name, String in, String dead, long version) {
      return new FlowDeclaration(
          name,
          "Works.",
          List.of(in),
          List.of(),
          "io.penstock.WorkFlow",
          new FlowDeclaration.Work(
              "letters-" + name + "-" + version,
              2,
              10,
              100,
              2,
              new Backoff(Duration.ofMillis(1), Duration.ofMillis(20)),
              dead));
    }
  }

  /**
   * On a free port of the loopback.
   *
   * @param check of the flow {@code work}; null: nobody can tell what it can read
   * @param settings such as {@code "penstock.operator.key="}; later ones win
   */
  static ConfigurableApplicationContext start(
      Topics topics, Streams streams, @Nullable FlowCheck check, String... settings) {
    return new SpringApplicationBuilder(DeadLettersApp.class)
        .web(WebApplicationType.REACTIVE)
        .initializers(starting -> {
          starting.getBeanFactory().registerSingleton("streams", streams);
          starting.getBeanFactory().registerSingleton("declarations", topics.declarations());
          if (check != null) {
            starting.getBeanFactory().registerSingleton("workCheck", check);
          }
        })
        .properties(
            Map.of(
                "server.port", "0",
                "server.address", "127.0.0.1",
                "spring.config.name", "none",
                "spring.main.banner-mode", "off",
                "springdoc.api-docs.enabled", "false",
                "springdoc.swagger-ui.enabled", "false",
                "penstock.operator.key", KEY))
        .properties(settings)
        .run();
  }

  static int port(ConfigurableApplicationContext application) {
    return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }
}
