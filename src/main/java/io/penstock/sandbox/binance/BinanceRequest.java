package io.penstock.sandbox.binance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client asks.
 *
 * @param names streams, or the name of a property
 * @param value of a property that is to be set
 * @param id as JSON, to be given back
 */
record BinanceRequest(Method method, List<String> names, @Nullable Boolean value, String id) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_ID = 36;

  enum Method {
    SUBSCRIBE,
    UNSUBSCRIBE,
    LIST_SUBSCRIPTIONS,
    SET_PROPERTY,
    GET_PROPERTY
  }

  /**
   * Reads a client's message.
   *
   * @throws RefusedException when it cannot be followed
   */
  static BinanceRequest parse(String text) throws RefusedException {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new RefusedException(3, "Invalid JSON: expected value at line 1 column 1", "null");
    }
    String end = " at line 1 column " + text.length();
    String id = id(json.path("id"));
    String name = method(json, id, end);
    for (Method method : Method.values()) {
      if (method.name().equals(name)) {
        return parse(method, json.path("params"), id, end);
      }
    }
    throw new RefusedException(
        2,
        "Invalid request: unknown variant `"
            + name
            + "`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`,"
            + " `SET_PROPERTY`, `GET_PROPERTY`"
            + end,
        id);
  }

  private static String method(JsonNode json, String id, String end) throws RefusedException {
    JsonNode method = json.path("method");
    if (!method.isString()) {
      throw new RefusedException(2, "Invalid request: missing field `method`" + end, id);
    }
    return method.asString();
  }

  private static BinanceRequest parse(Method method, JsonNode params, String id, String end)
      throws RefusedException {
    if (method == Method.LIST_SUBSCRIPTIONS) {
      if (!params.isMissingNode()) {
        throw new RefusedException(2, "Invalid request: too many parameters", id);
      }
      return new BinanceRequest(method, List.of(), null, id);
    }
    if (!params.isArray()) {
      throw new RefusedException(2, "Invalid request: missing field `params`" + end, id);
    }
    if (method == Method.SET_PROPERTY || method == Method.GET_PROPERTY) {
      return property(method, params, id);
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : params) {
      if (!name.isString()) {
        throw new RefusedException(2, "Invalid request: expected a string" + end, id);
      }
      names.add(name.asString());
    }
    return new BinanceRequest(method, names, null, id);
  }

  private static BinanceRequest property(Method method, JsonNode params, String id)
      throws RefusedException {
    if (!params.path(0).isString()) {
      throw new RefusedException(2, "Invalid request: property name must be a string", id);
    }
    if (!params.path(0).asString().equals("combined")) {
      throw new RefusedException(0, "Unknown property", id);
    }
    if (params.size() > (method == Method.SET_PROPERTY ? 2 : 1)) {
      throw new RefusedException(2, "Invalid request: too many parameters", id);
    }
    if (method == Method.SET_PROPERTY && !params.path(1).isBoolean()) {
      throw new RefusedException(1, "Invalid value type: expected Boolean", id);
    }
    return new BinanceRequest(method, List.of("combined"), params.path(1).asBoolean(false), id);
  }

  private static String id(JsonNode id) throws RefusedException {
    boolean number = id.isIntegralNumber() && id.canConvertToLong();
    boolean text =
        id.isString()
            && id.asString().length() <= LONGEST_ID
            && id.asString().chars().allMatch(Character::isLetterOrDigit);
    if (number || text || id.isNull()) {
      return id.toString();
    }
    throw new RefusedException(
        2, "Invalid request: request ID must be an unsigned integer", "null");
  }

  /** Answered by an error; the connection goes on. */
  static final class RefusedException extends Exception {

    private final int code;
    private final String id;

    RefusedException(int code, String message, String id) {
      super(message, null, false, false);
      this.code = code;
      this.id = id;
    }

    String frame() {
      return BinanceMessages.refused(code, String.valueOf(getMessage()), id);
    }
  }
}
