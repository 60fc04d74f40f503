package io.penstock.market.fanout;

import io.penstock.market.tick.BarInterval;
import org.jspecify.annotations.Nullable;

/** What a channel tells of a listing. */
enum ChannelKind {
  /** The price with bid, ask and freshness: each time one of them changes. */
  TICKER("ticker", null),
  /** Each trade. */
  TRADES("trades", null),
  /** The whole book first, then the levels that changed. */
  BOOK("book", null),
  BARS_1S("bars-1s", BarInterval.ONE_SECOND),
  BARS_1M("bars-1m", BarInterval.ONE_MINUTE);

  private final String namespace;
  private final @Nullable BarInterval interval;

  ChannelKind(String namespace, @Nullable BarInterval interval) {
    this.namespace = namespace;
    this.interval = interval;
  }

  /** What stands before the colon of a channel's name. */
  String namespace() {
    return namespace;
  }

  /**
   * @throws IllegalArgumentException for an interval that is not published
   */
  static ChannelKind ofBars(BarInterval interval) {
    return switch (interval) {
      case ONE_SECOND -> BARS_1S;
      case ONE_MINUTE -> BARS_1M;
      case FIVE_MINUTES, FIFTEEN_MINUTES, ONE_HOUR, ONE_DAY ->
          throw new IllegalArgumentException("bars of " + interval.code() + " are not published");
    };
  }

  /** Whether it is read from the topic of bars, not of ticks. */
  boolean isBars() {
    return interval != null;
  }

  static @Nullable ChannelKind ofNamespace(String namespace) {
    for (ChannelKind kind : values()) {
      if (kind.namespace.equals(namespace)) {
        return kind;
      }
    }
    return null;
  }
}
