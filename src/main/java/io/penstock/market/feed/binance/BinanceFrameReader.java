package io.penstock.market.feed.binance;

import io.penstock.market.feed.FrameReader;
import io.penstock.market.feed.binance.BinanceMessages.BookTicker;
import io.penstock.market.feed.binance.BinanceMessages.DepthUpdate;
import io.penstock.market.feed.binance.BinanceMessages.ErrorMessage;
import io.penstock.market.feed.binance.BinanceMessages.Granted;
import io.penstock.market.feed.binance.BinanceMessages.Other;
import io.penstock.market.feed.binance.BinanceMessages.ServerShutdown;
import io.penstock.market.feed.binance.BinanceMessages.TradeEvent;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Venue;
import java.time.Instant;
import java.util.List;

/** Frames of Binance without their line. */
final class BinanceFrameReader implements FrameReader {

  /** The static spelling is enough: what the venue lists is not known without its line. */
  private final BinanceParser parser = new BinanceParser(new BinanceSymbols());

  @Override
  public Venue venue() {
    return BinanceSymbols.VENUE;
  }

  @Override
  public List<MarketEvent> read(byte[] frame, Instant received) {
    return switch (parser.parse(frame)) {
      case TradeEvent trade -> List.of(trade.trade(received));
      case BookTicker ticker ->
          ticker.quote(received).<List<MarketEvent>>map(List::of).orElse(List.of());
      case DepthUpdate update -> List.of(update.bookChange(received));
      case Granted _, ErrorMessage _, ServerShutdown _, Other _ -> List.of();
    };
  }
}
