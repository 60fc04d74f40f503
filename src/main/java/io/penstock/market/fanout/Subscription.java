package io.penstock.market.fanout;

import org.jspecify.annotations.Nullable;

/**
 * One client's part in one channel. Belongs to the session's event loop, but for what the board
 * counts.
 */
final class Subscription {

  private final ChannelName channel;
  private final Commands subscriber;

  /** Where pushes come from; null until joined and after leaving. */
  private @Nullable Members members;

  /** Place among the members, kept by them. */
  private int index;

  private boolean left;

  /** Whether the board found the channel. The board's thread only. */
  private boolean counted;

  Subscription(ChannelName channel, Commands subscriber) {
    this.channel = channel;
    this.subscriber = subscriber;
  }

  ChannelName channel() {
    return channel;
  }

  Commands subscriber() {
    return subscriber;
  }

  /** From here on pushes arrive, unless the client left while it was joining. */
  void join(Members joined) {
    if (!left) {
      members = joined;
      index = joined.add(this);
    }
  }

  /** From here on none arrives. */
  void leave() {
    left = true;
    if (members != null) {
      members.remove(index);
      members = null;
    }
  }

  void count() {
    counted = true;
  }

  boolean isCounted() {
    return counted;
  }

  void moveTo(int newIndex) {
    index = newIndex;
  }
}
