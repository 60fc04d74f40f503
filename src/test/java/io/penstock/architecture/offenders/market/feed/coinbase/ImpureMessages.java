package io.penstock.architecture.offenders.market.feed.coinbase;

import io.netty.buffer.ByteBuf;

/** Messages are shapes, not buffers. */
public class ImpureMessages {

  public int length(ByteBuf buffer) {
    return buffer.readableBytes();
  }
}
