package io.penstock.payments.networks.iso8583;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.IsoValue;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Messages to bytes and back, without the length in front. Thread-safe. */
final class Codec {

  private static final int MTI = 4;
  private static final int BITMAP = 16;

  private static final Map<String, MessageType> TYPES =
      Arrays.stream(MessageType.values())
          .collect(Collectors.toUnmodifiableMap(MessageType::text, Function.identity()));

  private final MessageFactory<IsoMessage> factory = new MessageFactory<>();

  Codec() {
    factory.setCharacterEncoding(StandardCharsets.US_ASCII.name());
    factory.setUseBinaryMessages(false);
    factory.setUseBinaryBitmap(false);
    Map<Integer, FieldParseInfo> guide = new HashMap<>();
    for (Field field : Field.values()) {
      guide.put(
          field.number(),
          FieldParseInfo.getInstance(
              field.type(), field.length(), StandardCharsets.US_ASCII.name(), false));
    }
    for (MessageType type : MessageType.values()) {
      factory.setParseMap(type.code(), guide);
    }
  }

  byte[] write(Message message) {
    IsoMessage packed = factory.newMessage(message.type().code());
    message
        .fields()
        .forEach((field, value) ->
            packed.setField(
                field.number(),
                field.isFixed()
                    ? new IsoValue<>(IsoType.ALPHA, value, field.length())
                    : new IsoValue<>(field.type(), value)));
    return packed.writeData();
  }

  /**
   * @throws MalformedMessageException when it is none
   */
  Message read(byte[] bytes) {
    requireText(bytes);
    MessageType type = TYPES.get(new String(bytes, 0, MTI, StandardCharsets.US_ASCII));
    if (type == null) {
      throw new MalformedMessageException("its type is unknown");
    }
    requireBitmap(bytes);
    IsoMessage packed = parse(bytes);
    Message message = new Message(type);
    for (Field field : Field.values()) {
      String value = value(packed, field);
      if (value != null) {
        message.with(field, value);
      }
    }
    return message;
  }

  /** The library takes any letters for a bitmap. */
  private static void requireBitmap(byte[] bytes) {
    boolean two = (hex(bytes, MTI) & 8) != 0;
    for (int at = MTI; at < MTI + (two ? 2 * BITMAP : BITMAP); at++) {
      hex(bytes, at);
    }
  }

  private static int hex(byte[] bytes, int at) {
    int digit = at < bytes.length ? Character.digit(bytes[at], 16) : -1;
    if (digit < 0) {
      throw new MalformedMessageException("its bitmap is none");
    }
    return digit;
  }

  private static void requireText(byte[] bytes) {
    if (bytes.length < MTI + BITMAP) {
      throw new MalformedMessageException("it is too short");
    }
    for (byte each : bytes) {
      if (each < ' ' || each > '~') {
        throw new MalformedMessageException("it is not all text");
      }
    }
  }

  /** The library's own exceptions may tell what stands in a field. */
  private IsoMessage parse(byte[] bytes) {
    try {
      IsoMessage packed = factory.parseMessage(bytes, 0);
      if (packed == null) {
        throw new MalformedMessageException("its type is unknown");
      }
      return packed;
    } catch (ParseException
        | UnsupportedEncodingException
        | IndexOutOfBoundsException
        | IllegalArgumentException wrong) {
      throw new MalformedMessageException("its bitmap and its fields do not fit");
    }
  }

  private static @Nullable String value(IsoMessage packed, Field field) {
    Object value = packed.getObjectValue(field.number());
    if (value == null) {
      return null;
    }
    String text = value.toString();
    if (text.length() > field.length() || field.isFixed() && text.length() != field.length()) {
      throw new MalformedMessageException(field + " has a wrong length");
    }
    return text;
  }
}
