package io.penstock.market.fanout;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a framing has read of one request so far. A field that is missing keeps its default, as the
 * protocol has it; one of a wrong type makes the whole request malformed.
 */
final class RequestFields {

  /**
   * What the protocol knows, in its own order: when a command names several, the first one counts.
   */
  enum Method {
    CONNECT("connect", 4, "token"),
    SUBSCRIBE("subscribe", 5, "channel", "token", "recover", "epoch", "offset", "data"),
    UNSUBSCRIBE("unsubscribe", 6, "channel"),
    PUBLISH("publish", 7),
    PRESENCE("presence", 8),
    PRESENCE_STATS("presence_stats", 9),
    HISTORY("history", 10, "channel", "limit", "since", "reverse"),
    PING("ping", 11),
    SEND("send", 12),
    RPC("rpc", 13),
    REFRESH("refresh", 14, "token"),
    SUB_REFRESH("sub_refresh", 15, "channel", "token");

    private final String code;
    private final int number;
    private final Set<String> fields;

    Method(String code, int number, String... fields) {
      this.code = code;
      this.number = number;
      this.fields = Set.of(fields);
    }

    static @Nullable Method ofCode(String code) {
      for (Method method : values()) {
        if (method.code.equals(code)) {
          return method;
        }
      }
      return null;
    }

    /** By the field's number in the message Command. */
    static @Nullable Method ofNumber(int number) {
      for (Method method : values()) {
        if (method.number == number) {
          return method;
        }
      }
      return null;
    }

    /** Those that we read; others are passed over. */
    Set<String> fields() {
      return fields;
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
    boolean unnamed = method.fields.contains("channel") && (name == null || name.isEmpty());
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
