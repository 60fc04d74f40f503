package io.penstock.market.feed;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Takes down what is said between us and one venue. Never waits; any thread. */
public interface FrameTape {

  /** Takes nothing down. */
  FrameTape OFF = (channel, direction, text) -> {};

  /** Which way a frame went. */
  enum Direction {
    IN,
    OUT
  }

  /** The WebSocket's; an answer of the REST API is on {@code http:<path and query>}. */
  String WEBSOCKET = "ws";

  void take(String channel, Direction direction, byte[] text);

  default void received(ByteBuf frame) {
    if (this != OFF) {
      byte[] text = new byte[frame.readableBytes()];
      frame.getBytes(frame.readerIndex(), text);
      take(WEBSOCKET, Direction.IN, text);
    }
  }

  default void sent(String text) {
    take(WEBSOCKET, Direction.OUT, text.getBytes(StandardCharsets.UTF_8));
  }

  default void answered(String pathAndQuery, byte[] body) {
    take("http:" + pathAndQuery, Direction.IN, body);
  }
}
