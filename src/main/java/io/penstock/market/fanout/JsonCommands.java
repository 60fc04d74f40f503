package io.penstock.market.fanout;

import io.penstock.market.fanout.RequestFields.Method;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads commands in JSON as they stream by: what is not asked for is passed over, so a command
 * costs no more memory than its known fields. A field that is {@code null} counts as left out.
 */
final class JsonCommands {

  /** Of objects and arrays within each other. */
  private static final int MAX_DEPTH = 32;

  private static final int MAX_NAME = 256;
  private static final int MAX_DIGITS = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME)
                  .maxNumberLength(MAX_DIGITS)
                  .build())
          .build();

  private static final Set<String> POSITION = Set.of("epoch", "offset");

  private JsonCommands() {}

  /**
   * @param frame of which one line is read
   * @throws IllegalArgumentException when the line is anything but one JSON object in UTF-8, or
   *     cannot be answered
   */
  static Command command(byte[] frame, int from, int length) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), frame, from, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("a command is a JSON object");
      }
      Command command = command(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("a line holds one command");
      }
      return command;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("a command is a JSON object", e);
    }
  }

  private static Command command(JsonParser parser) {
    long id = 0;
    Method first = null;
    Request request = null;
    boolean isEmpty = true;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      isEmpty = false;
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      Method method = Method.ofCode(name);
      if (name.equals("id")) {
        id = id(parser);
      } else if (method == null || value == JsonToken.VALUE_NULL) {
        parser.skipChildren();
      } else {
        Request read = request(parser, method);
        if (first == null || method.compareTo(first) <= 0) {
          first = method;
          request = read;
        }
      }
    }
    if (request == null) {
      request = isEmpty ? new Request.Pong() : new Request.Unknown();
    }
    return new Command(id, request);
  }

  private static long id(JsonParser parser) {
    if (!isLong(parser)) {
      throw new IllegalArgumentException("a command's id is a number");
    }
    return parser.getLongValue();
  }

  private static Request request(JsonParser parser, Method method) {
    RequestFields fields = new RequestFields();
    read(parser, method.fields(), fields);
    return fields.request(method);
  }

  /**
   * Reads the fields of an object; behind it the parser stands at its end, whatever is wrong
   * within.
   */
  private static void read(JsonParser parser, Set<String> wanted, RequestFields fields) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      fields.malformed();
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!wanted.contains(name) || value == JsonToken.VALUE_NULL) {
        parser.skipChildren();
      } else {
        read(parser, name, fields);
      }
    }
  }

  private static void read(JsonParser parser, String name, RequestFields fields) {
    switch (name) {
      case "since" -> {
        RequestFields position = new RequestFields();
        read(parser, POSITION, position);
        fields.since(position);
      }
      case "data" -> fields.mode(mode(parser));
      default -> {
        if (!readPlain(parser, name, fields)) {
          fields.malformed();
          parser.skipChildren();
        }
      }
    }
  }

  /**
   * @return whether the value is of the type that the field has
   */
  private static boolean readPlain(JsonParser parser, String name, RequestFields fields) {
    JsonToken value = parser.currentToken();
    boolean fits =
        switch (name) {
          case "recover", "reverse" -> value.isBoolean();
          case "offset" -> isLong(parser);
          case "limit" -> isLong(parser) && parser.getNumberType() == NumberType.INT;
          default -> value == JsonToken.VALUE_STRING;
        };
    if (fits) {
      switch (name) {
        case "channel" -> fields.channel(parser.getString());
        case "token" -> fields.token(parser.getString());
        case "epoch" -> fields.epoch(parser.getString());
        case "offset" -> fields.offset(parser.getLongValue());
        case "limit" -> fields.limit(parser.getIntValue());
        case "recover" -> fields.recover(parser.getBooleanValue());
        case "reverse" -> fields.reverse(parser.getBooleanValue());
        default -> throw new IllegalStateException("no such field: " + name);
      }
    }
    return fits;
  }

  private static boolean isLong(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != NumberType.BIG_INTEGER;
  }

  /**
   * The data of a request to subscribe: {@code {"mode":"conflated","maxRate":2}}.
   *
   * @return null when it says something that we do not offer, or is no JSON
   */
  static @Nullable Mode mode(byte[] data) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), data)) {
      parser.nextToken();
      Mode mode = mode(parser);
      return parser.nextToken() == null ? mode : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable Mode mode(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    String mode = "lossless";
    double maxRate = Mode.Conflated.DEFAULT_RATE;
    boolean fits = true;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("mode") && value != JsonToken.VALUE_NULL) {
        fits &= value == JsonToken.VALUE_STRING;
        mode = parser.getValueAsString("");
      } else if (name.equals("maxRate") && value != JsonToken.VALUE_NULL) {
        fits &= value.isNumeric();
        maxRate = value.isNumeric() ? parser.getDoubleValue() : maxRate;
      }
      parser.skipChildren();
    }
    return fits ? Mode.of(mode, maxRate) : null;
  }
}
