package io.penstock.platform.asyncapi;

import io.penstock.platform.streams.Declarations;
import io.penstock.platform.streams.FlowDeclaration;
import io.penstock.platform.streams.SchemaFiles;
import io.penstock.platform.streams.TopicDeclaration;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes declarations as an <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">
 * AsyncAPI 3.0 document</a>. A topic is a channel with Kafka's binding; each topic that a flow
 * reads or writes is an operation, {@code bars.receive.market.ticks.v1}.
 */
public final class AsyncApiDocument {

  private static final String KAFKA = "kafka";
  private static final String KAFKA_BINDING = "0.5.0";
  private static final String PROTOBUF = "application/vnd.google.protobuf;version=3";

  private static final String JSON_SCHEMA = "application/schema+json;version=draft-07";
  private static final JsonMapper JSON = new JsonMapper();
  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  /** Kafka's word for no end. */
  private static final long FOREVER = -1;

  private AsyncApiDocument() {}

  /**
   * @throws IllegalStateException when two parts have one name
   */
  public static Map<String, Object> of(
      Declarations declarations, SchemaFiles schemas, List<AsyncApiContributor> others) {
    Map<String, Object> servers = new LinkedHashMap<>();
    Map<String, Object> channels = new LinkedHashMap<>();
    Map<String, Object> operations = new LinkedHashMap<>();
    servers.put(KAFKA, kafka());
    declarations.topics().values().forEach(topic -> channels.put(topic.name(), channel(topic)));
    declarations.flows().values().forEach(flow -> addOperations(flow, declarations, operations));
    for (AsyncApiContributor other : others) {
      other.servers().forEach((name, server) -> add(servers, name, server));
      other.channels().forEach((name, channel) -> add(channels, name, channel));
      other.operations().forEach((name, operation) -> add(operations, name, operation));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("asyncapi", "3.0.0");
    document.put(
        "info",
        ordered(
            "title", "Penstock",
            "version", "1.0.0",
            "description",
                "What flows through Penstock over Kafka, and out of it to browsers. Versions are in the"
                    + " names of topics and schemas."));
    document.put("defaultContentType", "application/json");
    document.put("servers", servers);
    document.put("channels", channels);
    document.put("operations", operations);
    document.put("components", Map.of("schemas", schemas(schemas)));
    return document;
  }

  private static Map<String, Object> kafka() {
    return ordered(
        "host",
        "{broker}",
        "protocol",
        KAFKA,
        "description",
        "Brokers of the deployment, as penstock.streams.bootstrap-servers names them.",
        "variables",
        Map.of("broker", Map.of("default", "localhost:9092")));
  }

  private static Map<String, Object> channel(TopicDeclaration topic) {
    long retention = topic.retention() == null ? FOREVER : topic.retention().toMillis();
    Map<String, Object> settings =
        ordered("cleanup.policy", topic.cleanupPolicies(), "retention.ms", retention);
    return ordered(
        "address", topic.name(),
        "description", topic.about() + " Kept " + kept(topic.retention()) + ".",
        "servers", List.of(reference("servers", KAFKA)),
        "messages", Map.of(messageName(topic), message(topic)),
        "bindings",
            binding(
                ordered(
                    "topic", topic.name(),
                    "partitions", topic.partitions(),
                    "topicConfiguration", settings)));
  }

  private static String kept(@Nullable Duration retention) {
    return retention == null ? "forever" : "for " + retention.toHours() + " hours";
  }

  private static Map<String, Object> message(TopicDeclaration topic) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("name", messageName(topic));
    if (topic.hasSchema()) {
      message.put("contentType", topic.isJson() ? "application/json" : "application/x-protobuf");
      message.put("payload", reference("components", "schemas", messageName(topic)));
    } else {
      message.put("contentType", "application/octet-stream");
    }
    Map<String, Object> key = ordered("type", "string", "description", topic.key());
    message.put("bindings", binding(ordered("key", key)));
    return message;
  }

  /** {@code schemas/bar.v1.proto} is {@code bar.v1}. */
  private static String messageName(TopicDeclaration topic) {
    return topic.hasSchema() ? schemaName(topic.schema()) : topic.schema();
  }

  private static String schemaName(String file) {
    return file.substring(file.lastIndexOf('/') + 1, file.lastIndexOf('.'));
  }

  private static Map<String, Object> schemas(SchemaFiles files) {
    Map<String, Object> schemas = new LinkedHashMap<>();
    files
        .protobuf()
        .forEach((file, text) ->
            schemas.put(schemaName(file), ordered("schemaFormat", PROTOBUF, "schema", text)));
    files
        .json()
        .forEach((file, text) ->
            schemas.put(
                schemaName(file),
                ordered("schemaFormat", JSON_SCHEMA, "schema", JSON.readValue(text, TREE))));
    return schemas;
  }

  private static void addOperations(
      FlowDeclaration flow, Declarations declarations, Map<String, Object> operations) {
    flow.from().forEach(topic -> addOperation(flow, "receive", topic, declarations, operations));
    flow.to().forEach(topic -> addOperation(flow, "send", topic, declarations, operations));
    FlowDeclaration.Work work = flow.work();
    if (work != null) {
      addOperation(flow, "send", work.deadLetter(), declarations, operations);
    }
  }

  private static void addOperation(
      FlowDeclaration flow,
      String action,
      String topic,
      Declarations declarations,
      Map<String, Object> operations) {
    Map<String, Object> operation =
        ordered(
            "action", action,
            "channel", reference("channels", topic),
            "summary", flow.about(),
            "messages",
                List.of(
                    reference(
                        "channels", topic, "messages", messageName(declarations.topic(topic)))));
    FlowDeclaration.Work work = flow.work();
    if (work != null && action.equals("receive")) {
      Map<String, Object> group = ordered("type", "string", "enum", List.of(work.group()));
      operation.put("bindings", binding(ordered("groupId", group)));
    }
    operations.put(flow.name() + "." + action + "." + topic, operation);
  }

  private static Map<String, Object> binding(Map<String, Object> kafka) {
    kafka.put("bindingVersion", KAFKA_BINDING);
    return Map.of(KAFKA, kafka);
  }

  /** {@code {"$ref": "#/channels/market.ticks.v1"}}. */
  public static Map<String, Object> reference(String... path) {
    return Map.of("$ref", "#/" + String.join("/", path));
  }

  /**
   * Members in their order.
   *
   * @param pairs names and values
   */
  public static Map<String, Object> ordered(Object... pairs) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      members.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return members;
  }

  private static void add(Map<String, Object> all, String name, Object one) {
    if (all.put(name, one) != null) {
      throw new IllegalStateException("two parts of the AsyncAPI document are named " + name);
    }
  }
}
