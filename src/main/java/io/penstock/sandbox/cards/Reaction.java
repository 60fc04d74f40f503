package io.penstock.sandbox.cards;

import java.time.Duration;

/** What a connection is to do about a message. */
sealed interface Reaction {

  /**
   * Says something.
   *
   * @param message without its length
   * @param after from now
   */
  record Say(byte[] message, Duration after) implements Reaction {}

  /** Breaks the connection without a word. */
  record Break() implements Reaction {}
}
