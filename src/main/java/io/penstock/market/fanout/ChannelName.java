package io.penstock.market.fanout;

import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import org.jspecify.annotations.Nullable;

/**
 * A channel as a client names it: {@code ticker:BTC-USD}, {@code book:BTC-USD@coinbase}.
 *
 * @param text as the client wrote it, and as each push repeats it
 * @param venue null where the client leaves it to us: then the symbol's primary venue
 */
record ChannelName(String text, ChannelKind kind, Symbol symbol, @Nullable Venue venue) {

  static final int MAX_LENGTH = 255;

  /**
   * Reads a channel's name.
   *
   * @return null when it is well formed but there is no such kind of channel
   * @throws IllegalArgumentException when it is not of the form {@code kind:SYMBOL[@venue]}
   */
  static @Nullable ChannelName parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a channel's name has at most " + MAX_LENGTH + " characters");
    }
    int colon = text.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("a channel's name must look like ticker:BTC-USD");
    }
    ChannelKind kind = ChannelKind.ofNamespace(text.substring(0, colon));
    if (kind == null) {
      return null;
    }
    int at = text.indexOf('@', colon);
    Symbol symbol = new Symbol(text.substring(colon + 1, at < 0 ? text.length() : at));
    return new ChannelName(text, kind, symbol, at < 0 ? null : new Venue(text.substring(at + 1)));
  }
}
