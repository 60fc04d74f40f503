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

  /** Ends it; only the first reason counts. */
  void disconnect(Disconnect why);
}
