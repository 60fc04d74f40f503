package io.penstock.sandbox.cards;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The network's own reading and writing of ISO 8583:1987, fields as text. */
final class CardsWire {

  /** Of fixed length; all others have their length in front. */
  private static final Map<Integer, Integer> FIXED =
      Map.ofEntries(
          Map.entry(3, 6),
          Map.entry(4, 12),
          Map.entry(7, 10),
          Map.entry(11, 6),
          Map.entry(12, 6),
          Map.entry(13, 4),
          Map.entry(14, 4),
          Map.entry(18, 4),
          Map.entry(22, 3),
          Map.entry(25, 2),
          Map.entry(37, 12),
          Map.entry(38, 6),
          Map.entry(39, 2),
          Map.entry(41, 8),
          Map.entry(42, 15),
          Map.entry(49, 3),
          Map.entry(70, 3),
          Map.entry(90, 42),
          Map.entry(95, 42));

  private static final Map<Integer, IsoType> VARIABLE =
      Map.of(2, IsoType.LLVAR, 32, IsoType.LLVAR, 48, IsoType.LLLVAR);

  private static final Set<String> TYPES =
      Set.of("0100", "0200", "0220", "0221", "0420", "0421", "0600", "0800", "0810");

  private final MessageFactory<IsoMessage> factory = new MessageFactory<>();

  CardsWire() {
    factory.setCharacterEncoding(StandardCharsets.US_ASCII.name());
    Map<Integer, FieldParseInfo> guide = new HashMap<>();
    FIXED.forEach((field, length) -> guide.put(field, info(IsoType.ALPHA, length)));
    VARIABLE.forEach((field, type) -> guide.put(field, info(type, 0)));
    TYPES.forEach(type -> factory.setParseMap(Integer.parseInt(type, 16), guide));
  }

  private static FieldParseInfo info(IsoType type, int length) {
    return FieldParseInfo.getInstance(type, length, StandardCharsets.US_ASCII.name(), false);
  }

  /** Null when it makes no sense. */
  @Nullable IsoMessage read(byte[] frame) {
    if (!isKnown(frame)) {
      return null;
    }
    try {
      return factory.parseMessage(frame, 0);
    } catch (ParseException
        | UnsupportedEncodingException
        | IndexOutOfBoundsException
        | IllegalArgumentException e) {
      return null;
    }
  }

  /** Asked first, because the library prints messages whose type it does not know. */
  private static boolean isKnown(byte[] frame) {
    String type = new String(frame, 0, Math.min(4, frame.length), StandardCharsets.US_ASCII);
    return TYPES.contains(type);
  }

  /** An answer to it: of the next even function, with the fields that are repeated. */
  IsoMessage answer(IsoMessage request, int... repeated) {
    IsoMessage answer = factory.newMessage((request.getType() & 0xff0) + 0x10);
    for (int field : repeated) {
      String value = text(request, field);
      if (value != null) {
        set(answer, field, value);
      }
    }
    return answer;
  }

  /** A message that the network sends by itself. */
  IsoMessage message(int type) {
    return factory.newMessage(type);
  }

  static void set(IsoMessage message, int field, String value) {
    Integer length = FIXED.get(field);
    if (length == null) {
      message.setField(field, VARIABLE.getOrDefault(field, IsoType.LLLVAR).value(value));
    } else {
      message.setField(field, IsoType.ALPHA.value(value, length));
    }
  }

  /** Null when it has none. */
  static @Nullable String text(IsoMessage message, int field) {
    Object value = message.getObjectValue(field);
    return value == null ? null : value.toString();
  }

  /** Of DE48: two letters, two digits of length, and the value; null when there is none. */
  static @Nullable String element(IsoMessage message, String name) {
    String data = text(message, 48);
    int at = 0;
    while (data != null && at + 4 <= data.length()) {
      String length = data.substring(at + 2, at + 4);
      if (!length.matches("\\d\\d")) {
        return null;
      }
      int end = at + 4 + Integer.parseInt(length);
      if (data.startsWith(name, at)) {
        return end <= data.length() ? data.substring(at + 4, end) : null;
      }
      at = end;
    }
    return null;
  }
}
