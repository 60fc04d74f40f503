package io.penstock.market.fanout;

/**
 * How a channel's pushes are spelt: its name as clients write it, and their framing.
 *
 * @param channel such as {@code ticker:BTC-USD}
 */
record Wire(String channel, Framing framing) {

  /**
   * @param data JSON in UTF-8
   * @param offset 0 for a push that stands for no record
   */
  byte[] push(byte[] data, long offset) {
    return framing.push(channel, new Publication(data, offset));
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Wire that && framing == that.framing && channel.equals(that.channel);
  }

  @Override
  public int hashCode() {
    return channel.hashCode();
  }
}
