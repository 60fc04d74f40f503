package io.penstock.sandbox.coinbase;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The public channels of the feed that the sandbox serves. */
enum Channel {
  TICKER("ticker"),
  MATCHES("matches"),
  LEVEL2("level2_batch"),
  HEARTBEAT("heartbeat");

  /** Exist, but only for clients that sign in. */
  static final Set<String> AUTHENTICATED = Set.of("level2", "level3", "full", "user");

  private static final Map<String, Channel> BY_WIRE_NAME = new HashMap<>();

  static {
    for (Channel channel : values()) {
      BY_WIRE_NAME.put(channel.wireName, channel);
    }
  }

  private final String wireName;

  Channel(String wireName) {
    this.wireName = wireName;
  }

  String wireName() {
    return wireName;
  }

  /** The channel of that name, or null. */
  static @Nullable Channel named(String wireName) {
    return BY_WIRE_NAME.get(wireName);
  }
}
