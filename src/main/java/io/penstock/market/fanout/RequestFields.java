package io.penstock.market.fanout;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a framing has read of one request so far. A field that is missing keeps its default, as the
 * protocol has it; one of a wrong type makes the whole request malformed.
 */
final class RequestFields {

  /** A field that we read. */
  enum Field {
    CHANNEL,
    TOKEN,
    RECOVER,
    EPOCH,
    OFFSET,
    DATA,
    LIMIT,
    SINCE,
    REVERSE;

    private final String code = name().toLowerCase(Locale.ROOT);
  }

  /** The fields of a message that we read; others are passed over. */
  static final class Shape {

    /** A position that is a message of its own. */
    static final Shape POSITION = new Shape(Map.of(Field.OFFSET, 1, Field.EPOCH, 2));

    private final Map<String, Field> byCode = new HashMap<>();
    private final Map<Integer, Field> byNumber = new HashMap<>();

    Shape(Map<Field, Integer> numbers) {
      numbers.forEach((field, number) -> {
        byCode.put(field.code, field);
        byNumber.put(number, field);
      });
    }

    /** By its name in JSON. */
    @Nullable Field ofCode(String code) {
      return byCode.get(code);
    }

    /** By its number in Protobuf. */
    @Nullable Field ofNumber(int number) {
      return byNumber.get(number);
    }
  }

  /**
   * What the protocol knows, in its own order: when a command names several, the first one counts.
   */
  enum Method {
    CONNECT("connect", 4, Map.of(Field.TOKEN, 1)),
    SUBSCRIBE(
        "subscribe",
        5,
        Map.of(
            Field.CHANNEL,
            1,
            Field.TOKEN,
            2,
            Field.RECOVER,
            3,
            Field.EPOCH,
            6,
            Field.OFFSET,
            7,
            Field.DATA,
            8)),
    UNSUBSCRIBE("unsubscribe", 6, Map.of(Field.CHANNEL, 1)),
    PUBLISH("publish", 7, Map.of()),
    PRESENCE("presence", 8, Map.of()),
    PRESENCE_STATS("presence_stats", 9, Map.of()),
    HISTORY(
        "history", 10, Map.of(Field.CHANNEL, 1, Field.LIMIT, 7, Field.SINCE, 8, Field.REVERSE, 9)),
    PING("ping", 11, Map.of()),
    SEND("send", 12, Map.of()),
    RPC("rpc", 13, Map.of()),
    REFRESH("refresh", 14, Map.of(Field.TOKEN, 1)),
    SUB_REFRESH("sub_refresh", 15, Map.of(Field.CHANNEL, 1, Field.TOKEN, 2));

    private static final Method[] ALL = values();

    private final String code;
    private final int number;
    private final Shape shape;
    private final boolean namesChannel;

    Method(String code, int number, Map<Field, Integer> fields) {
      this.code = code;
      this.number = number;
      this.shape = new Shape(fields);
      this.namesChannel = fields.containsKey(Field.CHANNEL);
    }

    /** By the field's name in a command. */
    static @Nullable Method ofCode(String code) {
      for (Method method : ALL) {
        if (method.code.equals(code)) {
          return method;
        }
      }
      return null;
    }

    /** By the field's number in the message Command. */
    static @Nullable Method ofNumber(int number) {
      for (Method method : ALL) {
        if (method.number == number) {
          return method;
        }
      }
      return null;
    }

    Shape shape() {
      return shape;
    }
  }

  private @Nullable String channel;
  private @Nullable String token;
  private @Nullable Position since;
  private String epoch = "";
  private long offset;
  private int limit;
  private boolean recover;
  private boolean reverse;
  private Mode mode = Mode.LOSSLESS;
  private boolean malformed;

  void channel(String value) {
    channel = value;
  }

  void token(String value) {
    token = value.isEmpty() ? null : value;
  }

  void epoch(String value) {
    epoch = value;
  }

  void offset(long value) {
    offset = value;
    malformed |= value < 0;
  }

  void limit(int value) {
    limit = value;
  }

  void recover(boolean value) {
    recover = value;
  }

  void reverse(boolean value) {
    reverse = value;
  }

  /** Position fields that stand in a message of their own. */
  void since(RequestFields nested) {
    since = nested.position();
    malformed |= nested.malformed;
  }

  /**
   * @param value null when it cannot be read
   */
  void mode(@Nullable Mode value) {
    if (value == null) {
      malformed = true;
    } else {
      mode = value;
    }
  }

  void malformed() {
    malformed = true;
  }

  Request request(Method method) {
    String name = channel;
    boolean unnamed = method.namesChannel && (name == null || name.isEmpty());
    if (malformed || unnamed) {
      return new Request.Malformed();
    }
    String named = name == null ? "" : name;
    return switch (method) {
      case CONNECT -> new Request.Connect(token);
      case SUBSCRIBE -> new Request.Subscribe(named, token, recover ? position() : null, mode);
      case UNSUBSCRIBE -> new Request.Unsubscribe(named);
      case HISTORY -> new Request.History(named, limit, since, reverse);
      case PING -> new Request.Ping();
      case SEND -> new Request.Send();
      case REFRESH -> new Request.Refresh(token);
      case SUB_REFRESH -> new Request.SubRefresh(named, token);
      case PUBLISH, PRESENCE, PRESENCE_STATS, RPC -> new Request.NotOffered();
    };
  }

  private Position position() {
    return new Position(epoch, offset);
  }
}
