package io.penstock.market.fanout;

import static io.penstock.platform.asyncapi.AsyncApiDocument.ordered;
import static io.penstock.platform.asyncapi.AsyncApiDocument.reference;

import io.penstock.platform.asyncapi.AsyncApiContributor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The channels to browsers, as AsyncAPI tells them: one for each {@link ChannelKind}. */
final class FanoutChannels implements AsyncApiContributor {

  private static final String SERVER = "browsers";
  private static final String MESSAGE = "publication";
  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  private final JsonMapper json;

  FanoutChannels(JsonMapper json) {
    this.json = json;
  }

  @Override
  public Map<String, Object> servers() {
    return Map.of(
        SERVER,
        ordered(
            "host",
            "{host}",
            "protocol",
            "ws",
            "pathname",
            FanoutSocket.PATH,
            "description",
            "The Centrifugo client protocol, in JSON or, by the subprotocol centrifuge-protobuf, in"
                + " Protobuf: subscribe to a channel's address; the reply holds the latest state as"
                + " data, each push a publication.",
            "variables",
            Map.of("host", Map.of("default", "localhost:8080"))));
  }

  @Override
  public Map<String, Object> channels() {
    Map<String, Object> channels = new LinkedHashMap<>();
    for (ChannelKind kind : ChannelKind.values()) {
      channels.put(kind.namespace(), channel(kind));
    }
    return channels;
  }

  @Override
  public Map<String, Object> operations() {
    Map<String, Object> operations = new LinkedHashMap<>();
    for (ChannelKind kind : ChannelKind.values()) {
      operations.put(
          "fanout.send." + kind.namespace(),
          ordered(
              "action", "send",
              "channel", reference("channels", kind.namespace()),
              "messages", List.of(reference("channels", kind.namespace(), "messages", MESSAGE))));
    }
    return operations;
  }

  private Map<String, Object> channel(ChannelKind kind) {
    Map<String, Object> symbol =
        ordered(
            "description",
            "The symbol, with @ and a venue when it is not to be the primary one.",
            "examples",
            List.of("BTC-USD", "BTC-USD@coinbase"));
    return ordered(
        "address", kind.namespace() + ":{symbol}",
        "description", about(kind),
        "servers", List.of(reference("servers", SERVER)),
        "parameters", Map.of("symbol", symbol),
        "messages",
            Map.of(MESSAGE, ordered("name", schema(kind), "payload", payload(schema(kind)))));
  }

  private static String about(ChannelKind kind) {
    return switch (kind) {
      case TICKER -> "The last price with bid, ask and freshness, each time one of them changes.";
      case TRADES -> "Each trade.";
      case BOOK -> "The whole book first, then the levels that changed.";
      case BARS_1S -> "The bar of the running second, each time it changes.";
      case BARS_1M -> "The bar of the running minute, each time it changes.";
    };
  }

  /** Below {@code streams/schemas/browser}. */
  static String schema(ChannelKind kind) {
    return switch (kind) {
      case TICKER -> "ticker.v1";
      case TRADES -> "trade.v1";
      case BOOK -> "book.v1";
      case BARS_1S, BARS_1M -> "bar.v1";
    };
  }

  private Map<String, Object> payload(String schema) {
    ClassPathResource file = new ClassPathResource("streams/schemas/browser/" + schema + ".json");
    try (InputStream text = file.getInputStream()) {
      return ordered(
          "schemaFormat",
          "application/schema+json;version=draft-07",
          "schema",
          json.readValue(text, TREE));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }
}
