package io.penstock.market.fanout;

/** One client on an event loop, however it is connected. Everything happens on the event loop. */
interface Connection {

  /** The batch is full: time to write. */
  void flushBatch();

  /**
   * The client has taken nothing for a while: what it still has to hear may be kept no longer.
   *
   * @param horizon of the ring
   */
  void sweep(long horizon);

  /**
   * Looks whether the client takes too long to end what it has begun to say.
   *
   * @param now as {@link System#nanoTime} tells it
   */
  default void checkUnfinished(long now) {}

  /** Ends it; only the first reason counts. */
  void disconnect(Disconnect why);
}
