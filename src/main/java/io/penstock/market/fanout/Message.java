package io.penstock.market.fanout;

/**
 * One encoded reply or push, without framing. Never changed after it is made: all subscribers of a
 * channel share one.
 */
final class Message {

  private final byte[] bytes;
  private final boolean isPush;

  /**
   * @param bytes one line of JSON, at least one byte, no line end
   * @param isPush whether we send it unasked: pushes are what a slow client is measured by; a reply
   *     was asked for, and commands wait while replies do
   */
  Message(byte[] bytes, boolean isPush) {
    this.bytes = bytes;
    this.isPush = isPush;
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return bytes.length;
  }

  boolean isPush() {
    return isPush;
  }
}
