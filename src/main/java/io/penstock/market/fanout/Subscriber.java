package io.penstock.market.fanout;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who listens to channels: a session of a browser, or a stream over HTTP. Everything
 * happens on its event loop.
 */
interface Subscriber {

  /** The board found the channel: the answer goes out before the first publication. */
  void joined(Subscription subscription, Joined joined);

  /** The board does not know the channel. */
  void notJoined(Subscription subscription);

  /** It left before it had joined, and will not join any more. */
  void gaveUp(Subscription subscription);

  /**
   * A subscription has something to tell; to be asked for it ({@link Subscription#take}) when the
   * client takes more.
   */
  void hasNews(Subscription subscription);

  /** The changes that a conflated book had to tell are gone: it needs the whole book. */
  void needsState(Subscription subscription);

  /**
   * The state that it needed.
   *
   * @param message null when there is nothing to tell
   * @param place from where it goes on
   */
  void restated(Subscription subscription, byte @Nullable [] message, Entry place);

  /** The channel's offsets began anew: the client has to subscribe again. */
  void ended(Subscription subscription);
}
