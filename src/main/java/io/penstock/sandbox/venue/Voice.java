package io.penstock.sandbox.venue;

/** How much of what happens is said. */
public enum Voice {
  ALL,
  /** Connected and alive, but not a tick: heartbeats, pings and answers. */
  HEARTBEATS,
  /** Connected, and not a word; pings stay unanswered too. */
  NOTHING
}
