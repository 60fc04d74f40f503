package io.penstock.market.feed.coinbase;

import io.penstock.market.feed.FrameReader;
import io.penstock.market.feed.coinbase.CoinbaseMessages.ErrorMessage;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Heartbeat;
import io.penstock.market.feed.coinbase.CoinbaseMessages.L2Update;
import io.penstock.market.feed.coinbase.CoinbaseMessages.LastMatch;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Match;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Other;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Snapshot;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Subscriptions;
import io.penstock.market.feed.coinbase.CoinbaseMessages.Ticker;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Venue;
import java.time.Instant;
import java.util.List;

/** Frames of Coinbase without their line. */
final class CoinbaseFrameReader implements FrameReader {

  @Override
  public Venue venue() {
    return CoinbaseSymbols.VENUE;
  }

  @Override
  public List<MarketEvent> read(byte[] frame, Instant received) {
    return switch (CoinbaseParser.parse(frame)) {
      case Match match -> List.of(match.trade(received));
      case Ticker ticker ->
          ticker.quote(received).<List<MarketEvent>>map(List::of).orElse(List.of());
      case Snapshot snapshot -> List.of(snapshot.bookChange(received));
      case L2Update update -> List.of(update.bookChange(0, received));
      // Published by who read the feed before.
      case LastMatch last -> List.of();
      case Heartbeat heartbeat -> List.of();
      case Subscriptions subscriptions -> List.of();
      case ErrorMessage error -> List.of();
      case Other other -> List.of();
    };
  }
}
