package io.penstock.market.fanout;

import org.jspecify.annotations.Nullable;

/**
 * What a command asks for (centrifugal/protocol: definitions/client.proto, message Command). What
 * the protocol calls empty is null here: a token {@code ""} is no token.
 */
sealed interface Request {

  /** The first command of a connection. */
  record Connect(@Nullable String token) implements Request {}

  /**
   * Asks for a channel's state and then for each change.
   *
   * @param channel not empty, otherwise unchecked
   * @param since where the client stood when it asks for what it missed; else null. Its epoch may
   *     be empty and its offset 0.
   */
  record Subscribe(String channel, @Nullable String token, @Nullable Position since, Mode mode)
      implements Request {

    /** Whether the client asks for what it missed. */
    boolean recover() {
      return since != null;
    }
  }

  record Unsubscribe(String channel) implements Request {}

  /**
   * Asks for publications of the past.
   *
   * @param limit of publications; 0 asks for the position alone, less than 0 for as many as there
   *     are
   * @param since behind (when reverse: before) which publications are wanted; null: from the
   *     beginning (when reverse: the end)
   */
  record History(String channel, int limit, @Nullable Position since, boolean reverse)
      implements Request {}

  /** A new token in place of the connection's. */
  record Refresh(@Nullable String token) implements Request {}

  /** A new token in place of a subscription's. */
  record SubRefresh(String channel, @Nullable String token) implements Request {}

  record Ping() implements Request {}

  /** The empty command: the answer to our ping. */
  record Pong() implements Request {}

  /** A message to the server that nobody answers. */
  record Send() implements Request {}

  /** {@code publish}, {@code presence}, {@code presence_stats}, {@code rpc}. */
  record NotOffered() implements Request {}

  /** A well-formed command that we have never heard of. */
  record Unknown() implements Request {}

  /** A known command with a field that is missing, of the wrong type or out of range. */
  record Malformed() implements Request {}
}
