package io.penstock.sandbox.kraken;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The public channels that the venue serves. */
enum KrakenChannel {
  TICKER("ticker", true),
  TRADE("trade", false),
  BOOK("book", true),
  INSTRUMENT("instrument", true);

  private static final Map<String, KrakenChannel> BY_WIRE_NAME = new HashMap<>();

  static {
    for (KrakenChannel channel : values()) {
      BY_WIRE_NAME.put(channel.wireName, channel);
    }
  }

  private final String wireName;
  private final boolean snapshotByDefault;

  KrakenChannel(String wireName, boolean snapshotByDefault) {
    this.wireName = wireName;
    this.snapshotByDefault = snapshotByDefault;
  }

  String wireName() {
    return wireName;
  }

  /** Whether a subscription that does not say brings a snapshot. */
  boolean snapshotByDefault() {
    return snapshotByDefault;
  }

  /** The channel of that name, or null. */
  static @Nullable KrakenChannel named(String wireName) {
    return BY_WIRE_NAME.get(wireName);
  }
}
