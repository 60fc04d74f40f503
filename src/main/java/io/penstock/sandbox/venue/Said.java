package io.penstock.sandbox.venue;

/** What a client says over its socket. */
public sealed interface Said {

  /** A message, its fragments put together. */
  record Words(String text) implements Said {}

  /** It was answered already. */
  record Ping() implements Said {}

  record Pong(String payload) implements Said {}
}
