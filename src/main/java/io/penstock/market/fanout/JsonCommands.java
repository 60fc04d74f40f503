package io.penstock.market.fanout;

import io.penstock.market.fanout.RequestFields.Field;
import io.penstock.market.fanout.RequestFields.Method;
import io.penstock.market.fanout.RequestFields.Shape;
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

  private JsonCommands() {}

  /**
   * @param frame of which one line is read
   * @throws IllegalArgumentException when the line is anything but one JSON object in UTF-8, or
   *     cannot be answered
   */
  static Command command(byte[] frame, int from, int length) {
    if (isOtherEncoding(frame, from, length)) {
      throw new IllegalArgumentException("a command is UTF-8");
    }
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

  /** Jackson would read UTF-16 and UTF-32 too, which it knows by their zeros or their mark. */
  private static boolean isOtherEncoding(byte[] frame, int from, int length) {
    for (int i = from; i < from + Math.min(length, 4); i++) {
      if (frame[i] == 0 || frame[i] == (byte) 0xFE || frame[i] == (byte) 0xFF) {
        return true;
      }
    }
    return false;
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
    read(parser, method.shape(), fields);
    return fields.request(method);
  }

  /**
   * Reads the fields of an object; behind it the parser stands at its end, whatever is wrong
   * within.
   */
  private static void read(JsonParser parser, Shape shape, RequestFields fields) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      fields.malformed();
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      Field field = shape.ofCode(parser.currentName());
      JsonToken value = parser.nextToken();
      if (field == null || value == JsonToken.VALUE_NULL) {
        parser.skipChildren();
      } else if (fits(parser, field)) {
        read(parser, field, fields);
      } else {
        fields.malformed();
        parser.skipChildren();
      }
    }
  }

  /** Whether the value is of the type that the field has. */
  private static boolean fits(JsonParser parser, Field field) {
    JsonToken value = parser.currentToken();
    return switch (field) {
      case CHANNEL, TOKEN, EPOCH -> value == JsonToken.VALUE_STRING;
      case RECOVER, REVERSE -> value.isBoolean();
      case OFFSET -> isLong(parser);
      case LIMIT -> isLong(parser) && parser.getNumberType() == NumberType.INT;
      case SINCE, DATA -> value == JsonToken.START_OBJECT;
    };
  }

  private static void read(JsonParser parser, Field field, RequestFields fields) {
    switch (field) {
      case CHANNEL -> fields.channel(parser.getString());
      case TOKEN -> fields.token(parser.getString());
      case EPOCH -> fields.epoch(parser.getString());
      case RECOVER -> fields.recover(parser.getBooleanValue());
      case REVERSE -> fields.reverse(parser.getBooleanValue());
      case OFFSET -> fields.offset(parser.getLongValue());
      case LIMIT -> fields.limit(parser.getIntValue());
      case SINCE -> {
        RequestFields position = new RequestFields();
        read(parser, Shape.POSITION, position);
        fields.since(position);
      }
      case DATA -> fields.mode(mode(parser));
    }
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
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Mode mode = mode(parser);
      return parser.nextToken() == null ? mode : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static @Nullable Mode mode(JsonParser parser) {
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
