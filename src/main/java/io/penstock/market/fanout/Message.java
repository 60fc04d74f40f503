package io.penstock.market.fanout;

/**
 * One encoded reply or push, without framing. Never changed after it is made: all subscribers of a channel share one.
 *
 * @param bytes one line of JSON, at least one byte, no line end
 * @param isPush whether we sent it unasked: pushes are what a slow client is measured by; a reply was asked for, and
 *     commands wait while replies do
 */
record Message(byte[] bytes, boolean isPush) {

  int size() {
    return bytes.length;
  }
}
