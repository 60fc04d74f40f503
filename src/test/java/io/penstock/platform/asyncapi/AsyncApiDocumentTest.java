package io.penstock.platform.asyncapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.platform.streams.Declarations;
import io.penstock.platform.streams.FlowDeclaration;
import io.penstock.platform.streams.SchemaFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds the document and {@code streams/*.yaml} together. */
class AsyncApiDocumentTest {

  private final Declarations declarations = Declarations.read();
  private final Map<String, Object> document =
      AsyncApiDocument.of(declarations, SchemaFiles.read(), List.of());
  private final JsonNode tree = JsonMapper.shared().valueToTree(document);

  @Test
  void isWhatTheSpecificationDemands() {
    AsyncApiSpecification.assertValid(document);
  }

  @ParameterizedTest
  @ValueSource(strings = {"asyncapi", "info"})
  void specificationIsReallyAsked(String part) {
    Map<String, Object> lacking = new HashMap<>(document);
    lacking.remove(part);
    assertThatThrownBy(() -> AsyncApiSpecification.assertValid(lacking))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(part);
  }

  @Test
  void specificationIsAskedOfOperations() {
    Map<String, Object> wrong = new HashMap<>(document);
    wrong.put("operations", Map.of("shout", Map.of("action", "shout")));
    assertThatThrownBy(() -> AsyncApiSpecification.assertValid(wrong))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("shout");
  }

  @Test
  void everyTopicIsAChannelAndNothingElseIs() {
    assertThat(tree.path("channels").propertyNames())
        .containsExactlyElementsOf(declarations.topics().keySet());
  }

  @Test
  void everyTopicOfEveryFlowIsAnOperationAndNothingElseIs() {
    assertThat(tree.path("operations").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            declarations.flows().values().stream()
                .flatMap(AsyncApiDocumentTest::operations)
                .collect(Collectors.toSet()));
  }

  private static Stream<String> operations(FlowDeclaration flow) {
    Stream<String> received = flow.from().stream().map(topic -> flow.name() + ".receive." + topic);
    Stream<String> sent = flow.to().stream().map(topic -> flow.name() + ".send." + topic);
    FlowDeclaration.Work work = flow.work();
    Stream<String> dead =
        work == null ? Stream.of() : Stream.of(flow.name() + ".send." + work.deadLetter());
    return Stream.of(received, sent, dead).flatMap(names -> names);
  }

  @Test
  void topicTellsKeyPartitionsRetentionAndSchema() {
    JsonNode ticks = tree.path("channels").path("market.ticks.v1");
    JsonNode kafka = ticks.at("/bindings/kafka");
    assertThat(kafka.path("partitions").asInt()).isEqualTo(4);
    assertThat(kafka.at("/topicConfiguration/retention.ms").asLong()).isEqualTo(86_400_000);
    assertThat(kafka.at("/topicConfiguration/cleanup.policy/0").asString()).isEqualTo("delete");
    JsonNode message = ticks.path("messages").path("market-event.v1");
    assertThat(message.at("/bindings/kafka/key/description").asString()).isEqualTo("symbol");
    assertThat(message.at("/payload/$ref").asString())
        .isEqualTo("#/components/schemas/market-event.v1");
    assertThat(ticks.path("description").asString()).endsWith("Kept for 24 hours.");
  }

  @Test
  void flowTellsItsGroup() {
    assertThat(
            tree.path("operations")
                .path("bars.receive.market.ticks.v1")
                .at("/bindings/kafka/groupId/enum/0")
                .asString())
        .isEqualTo("penstock-bars");
  }

  @Test
  void schemasAreTheFilesThatTopicsAreEncodedBy() throws IOException {
    Path directory = Path.of("streams", "schemas");
    Set<String> files;
    try (Stream<Path> all = Files.list(directory)) {
      files =
          all.map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".proto") || file.endsWith(".json"))
              .collect(Collectors.toSet());
    }
    JsonNode schemas = tree.at("/components/schemas");
    assertThat(schemas.propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            files.stream().map(file -> file.replaceAll("\\.(proto|json)$", "")).toList());
    assertThat(schemas.path("bar.v1").path("schema").asString())
        .isEqualTo(Files.readString(directory.resolve("bar.v1.proto")));
  }

  @Test
  void whatIsCompactedForATimeSaysBothAndItsSchemaIsJson() {
    JsonNode decisions = tree.path("channels").path("platform.dead-letter-decisions.v1");
    assertThat(decisions.at("/bindings/kafka/topicConfiguration/cleanup.policy").toString())
        .isEqualTo("[\"compact\",\"delete\"]");
    assertThat(decisions.at("/messages/dead-letter-decision.v1/contentType").asString())
        .isEqualTo("application/json");
    assertThat(
            tree.at("/components/schemas/dead-letter-decision.v1/schema/properties/decision/enum")
                .toString())
        .isEqualTo("[\"replayed\",\"discarded\"]");
  }

  @Test
  void whatComesAsItCameHasNoSchema() {
    JsonNode message =
        tree.path("channels").path("market.dead-letters.v1").path("messages").path("as-it-came");
    assertThat(message.path("contentType").asString()).isEqualTo("application/octet-stream");
    assertThat(message.has("payload")).isFalse();
  }

  @Test
  void nobodyTakesTheNameOfAnother() {
    AsyncApiContributor impostor =
        new AsyncApiContributor() {
          @Override
          public Map<String, Object> servers() {
            return Map.of();
          }

          @Override
          public Map<String, Object> channels() {
            return Map.of("market.ticks.v1", Map.of());
          }

          @Override
          public Map<String, Object> operations() {
            return Map.of();
          }
        };
    assertThatThrownBy(
            () -> AsyncApiDocument.of(declarations, SchemaFiles.read(), List.of(impostor)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("market.ticks.v1");
  }

  @Test
  void isServedAsJson() {
    WebTestClient.bindToController(
            new AsyncApi(
                declarations,
                new StaticListableBeanFactory().getBeanProvider(AsyncApiContributor.class)))
        .build()
        .get()
        .uri("/asyncapi")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentType("application/json")
        .expectBody()
        .jsonPath("$.asyncapi")
        .isEqualTo("3.0.0");
  }
}
