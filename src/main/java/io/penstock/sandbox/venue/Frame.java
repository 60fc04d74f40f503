package io.penstock.sandbox.venue;

import java.util.ArrayList;
import java.util.List;

/** What a venue sends over a socket, or does to it. */
public sealed interface Frame {

  /** A message. */
  record Text(String text) implements Frame {}

  /** Whether the client is there: its pong has to bring the payload back. */
  record Ping(String payload) implements Frame {}

  /** Farewell; nothing follows. */
  record Close(int code, String reason) implements Frame {}

  /** The connection breaks without a word; nothing follows. */
  record Cut() implements Frame {}

  /** Whether nothing can follow. */
  default boolean isLast() {
    return this instanceof Close || this instanceof Cut;
  }

  static List<Frame> of(String... messages) {
    return texts(List.of(messages));
  }

  static List<Frame> texts(List<String> messages) {
    List<Frame> frames = new ArrayList<>(messages.size());
    for (String message : messages) {
      frames.add(new Text(message));
    }
    return frames;
  }
}
