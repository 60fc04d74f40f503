package io.penstock.market.fanout;

/** How a publication is written for those who hear it alike. */
interface Spelling {

  /**
   * @param channel without characters that JSON would escape
   * @return what stands for it on the wire
   */
  byte[] push(String channel, Publication publication);
}
