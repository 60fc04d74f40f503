package io.penstock.market.fanout;

/**
 * What a client asks: {@code {"id":2,"subscribe":{"channel":"ticker:BTC-USD"}}}.
 *
 * @param id repeated in the reply; 0 for what has no reply
 */
record Command(long id, Request request) {

  /** Ids have 32 bits, unsigned. */
  static final long MAX_ID = 0xFFFF_FFFFL;

  /**
   * @throws IllegalArgumentException when an id is missing or out of range: such a command cannot
   *     be answered
   */
  Command {
    if (id < 0 || id > MAX_ID) {
      throw new IllegalArgumentException("a command's id is a number of 32 bits");
    }
    if (id == 0 && !(request instanceof Request.Pong) && !(request instanceof Request.Send)) {
      throw new IllegalArgumentException("a command that is answered has an id above 0");
    }
  }
}
