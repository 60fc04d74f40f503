package io.penstock.market.feed.kraken;

import io.penstock.market.feed.FrameReader;
import io.penstock.market.feed.kraken.KrakenMessages.Accepted;
import io.penstock.market.feed.kraken.KrakenMessages.Book;
import io.penstock.market.feed.kraken.KrakenMessages.Books;
import io.penstock.market.feed.kraken.KrakenMessages.Heartbeat;
import io.penstock.market.feed.kraken.KrakenMessages.Instruments;
import io.penstock.market.feed.kraken.KrakenMessages.Other;
import io.penstock.market.feed.kraken.KrakenMessages.Pong;
import io.penstock.market.feed.kraken.KrakenMessages.Refusal;
import io.penstock.market.feed.kraken.KrakenMessages.Tickers;
import io.penstock.market.feed.kraken.KrakenMessages.Trades;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Venue;
import java.time.Instant;
import java.util.List;

/** Frames of Kraken without their line, so without the check of a book. */
final class KrakenFrameReader implements FrameReader {

  @Override
  public Venue venue() {
    return KrakenSymbols.VENUE;
  }

  @Override
  public List<MarketEvent> read(byte[] frame, Instant received) {
    return switch (KrakenParser.parse(frame)) {
      case Trades trades ->
          trades.matches().stream().<MarketEvent>map(match -> match.trade(received)).toList();
      case Tickers tickers ->
          tickers.tickers().stream()
              .<MarketEvent>flatMap(ticker -> ticker.quote(received).stream())
              .toList();
      case Books books ->
          books.books().stream().<MarketEvent>map(book -> change(book, received)).toList();
      case Instruments _, Refusal _, Heartbeat _, Accepted _, Pong _, Other _ -> List.of();
    };
  }

  private static BookChange change(Book book, Instant received) {
    return new BookChange(
        book.listing(),
        book.isSnapshot() ? BookChange.Kind.SNAPSHOT : BookChange.Kind.UPDATE,
        0,
        book.bids(),
        book.asks(),
        Times.of(book.time() == null ? received : book.time(), received));
  }
}
