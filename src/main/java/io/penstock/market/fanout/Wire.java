package io.penstock.market.fanout;

/**
 * How a channel's publications are written: under the name that clients use, in their spelling.
 *
 * @param channel such as {@code ticker:BTC-USD}
 */
record Wire(String channel, Spelling spelling) {

  /**
   * @param data JSON in UTF-8
   * @param offset 0 for a push that stands for no record
   */
  byte[] push(byte[] data, long offset) {
    return spelling.push(channel, new Publication(data, offset));
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Wire that && spelling == that.spelling && channel.equals(that.channel);
  }

  @Override
  public int hashCode() {
    return channel.hashCode();
  }
}
