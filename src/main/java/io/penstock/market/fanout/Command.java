package io.penstock.market.fanout;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client asks, one line of a frame: {@code
 * {"id":2,"subscribe":{"channel":"ticker:BTC-USD"}}}.
 *
 * @param id repeated in the reply; 0 for what has no reply
 * @param channel null where the command names none
 * @param recovering whether the client asks for what it missed
 */
record Command(long id, Method method, @Nullable String channel, boolean recovering) {

  /** In the protocol's order (centrifugal/protocol: definitions/client.proto, message Command). */
  enum Method {
    CONNECT("connect"),
    SUBSCRIBE("subscribe"),
    UNSUBSCRIBE("unsubscribe"),
    PUBLISH("publish"),
    PRESENCE("presence"),
    PRESENCE_STATS("presence_stats"),
    HISTORY("history"),
    PING("ping"),
    SEND("send"),
    RPC("rpc"),
    REFRESH("refresh"),
    SUB_REFRESH("sub_refresh"),
    /** The empty command {@code {}}: the answer to our ping. */
    PONG(""),
    /** A well-formed command that we have never heard of. */
    UNKNOWN("");

    private final String field;

    Method(String field) {
      this.field = field;
    }
  }

  private static final long MAX_ID = 0xFFFF_FFFFL;

  /** Of objects and arrays within each other. */
  private static final int MAX_DEPTH = 32;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * @param line one JSON object in UTF-8
   * @throws IllegalArgumentException when it is anything else
   */
  static Command parse(byte[] line) {
    JsonNode root = read(line);
    long id = id(root.get("id"));
    for (Method method : Method.values()) {
      JsonNode request = method.field.isEmpty() ? null : root.get(method.field);
      if (request != null && request.isObject()) {
        checkId(id, method);
        JsonNode channel = request.get("channel");
        JsonNode recover = request.get("recover");
        return new Command(
            id,
            method,
            channel == null || !channel.isString() ? null : channel.stringValue(),
            recover != null && recover.isBoolean() && recover.booleanValue());
      }
    }
    if (root.isEmpty()) {
      return new Command(0, Method.PONG, null, false);
    }
    checkId(id, Method.UNKNOWN);
    return new Command(id, Method.UNKNOWN, null, false);
  }

  private static JsonNode read(byte[] line) {
    try {
      JsonNode root = JSON.readTree(line);
      if (!root.isObject()) {
        throw new IllegalArgumentException("a command is a JSON object");
      }
      return root;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("a command is a JSON object", e);
    }
  }

  private static long id(@Nullable JsonNode node) {
    if (node == null) {
      return 0;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > MAX_ID) {
      throw new IllegalArgumentException("a command's id is a number of 32 bits");
    }
    return node.longValue();
  }

  private static void checkId(long id, Method method) {
    if (id == 0 && method != Method.SEND) {
      throw new IllegalArgumentException("a command that is answered has an id above 0");
    }
  }
}
