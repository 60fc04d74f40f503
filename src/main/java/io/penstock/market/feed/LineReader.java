package io.penstock.market.feed;

import io.penstock.market.feed.FeedMessage.BookLost;
import io.penstock.market.feed.FeedMessage.Heartbeat;
import io.penstock.market.feed.FeedMessage.LastTrade;
import io.penstock.market.feed.FeedMessage.Leaving;
import io.penstock.market.feed.FeedMessage.Noted;
import io.penstock.market.feed.FeedMessage.RecentTrades;
import io.penstock.market.feed.FeedMessage.SymbolRefused;
import io.penstock.market.feed.FeedMessage.Told;
import io.penstock.market.feed.FeedMessage.Unparsable;
import io.penstock.market.feed.FeedOccurrence.BookVoid;
import io.penstock.market.feed.FeedOccurrence.EventDropped;
import io.penstock.market.feed.FeedOccurrence.FrameUnparsable;
import io.penstock.market.feed.FeedOccurrence.GapFound;
import io.penstock.market.feed.FeedOccurrence.SymbolDropped;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.FeedState.Status;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Trade;
import io.penstock.market.tick.Venue;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one line: checks their numbers, counts book changes, and says what to
 * publish. Confined to the line's thread; runs for every frame, so it makes no more than the
 * record.
 */
final class LineReader {

  /** What the reader wants of the line, which is not its to do. */
  interface Wishes {

    /** Ask for this listing's book again. */
    void resync(ListingTrack track);

    /** Ask the venue's history for trades that were missed. */
    void fetch(TradeGap gap);

    /** The venue is about to close the line. */
    void leaving(String reason);

    /** A listing was refused: subscribe those that the same request may have taken along. */
    void subscribeRest();
  }

  private final Venue venue;
  private final Map<Listing, ListingTrack> tracks;
  private final FeedRecords records;
  private final StallWatch watch;
  private final FeedMeters meters;
  private final Telemetry telemetry;
  private final Wishes wishes;

  LineReader(
      Venue venue,
      Map<Listing, ListingTrack> tracks,
      FeedRecords records,
      StallWatch watch,
      FeedMeters meters,
      Telemetry telemetry,
      Wishes wishes) {
    this.venue = venue;
    this.tracks = tracks;
    this.records = records;
    this.watch = watch;
    this.meters = meters;
    this.telemetry = telemetry;
    this.wishes = wishes;
  }

  List<OutgoingRecord> read(FeedMessage message) {
    watch.heard();
    meters.heard();
    return switch (message) {
      case Told told -> told(told.event());
      case LastTrade last -> lastTrade(last);
      case Heartbeat heartbeat -> heartbeat(heartbeat);
      case Noted noted -> List.of();
      case RecentTrades recent -> recentTrades(recent);
      case BookLost lost -> bookLost(lost);
      case Leaving leaving -> leaving(leaving);
      case SymbolRefused refused -> refused(refused);
      case Unparsable unparsable -> unparsable(unparsable);
    };
  }

  private List<OutgoingRecord> told(MarketEvent event) {
    ListingTrack track = tracks.get(event.listing());
    if (track == null || track.isEnded()) {
      telemetry.report(new EventDropped(venue, EventDropped.Reason.UNASKED));
      return List.of();
    }
    watch.ticked();
    return switch (event) {
      case Trade trade -> {
        report(track.trade(trade.tradeId(), trade.times().received()));
        meters.delay(trade.times());
        yield with(track, trade);
      }
      case Quote quote -> with(track, quote);
      case BookChange change -> book(track, change);
      case FeedState state -> List.of(records.event(state));
    };
  }

  private List<OutgoingRecord> book(ListingTrack track, BookChange change) {
    if (change.isSnapshot()) {
      OutgoingRecord book = records.event(track.newBook(change));
      if (book.value().length > FeedRecords.MAX_RECORD) {
        return List.of(end(track, "its book is too large for a record"));
      }
      return track.goesLive() ? List.of(live(track), book) : List.of(book);
    }
    if (!track.hasBook()) {
      telemetry.report(new EventDropped(venue, EventDropped.Reason.NO_SNAPSHOT));
      return List.of();
    }
    meters.delay(change.times());
    List<OutgoingRecord> news = with(track, track.update(change));
    if (!track.isWholeBookDue(change.times().received())) {
      return news;
    }
    OutgoingRecord whole = records.event(track.wholeBook(change.times()));
    if (whole.value().length > FeedRecords.MAX_RECORD) {
      return news;
    }
    List<OutgoingRecord> both = new ArrayList<>(news);
    both.add(whole);
    return both;
  }

  private List<OutgoingRecord> lastTrade(LastTrade last) {
    ListingTrack track = tracks.get(last.listing());
    if (track == null || track.isEnded()) {
      return List.of();
    }
    report(track.lastTrade(last.tradeId()));
    return with(track);
  }

  private List<OutgoingRecord> recentTrades(RecentTrades recent) {
    ListingTrack track = tracks.get(recent.listing());
    if (track == null || track.isEnded()) {
      return List.of();
    }
    List<OutgoingRecord> news = new ArrayList<>(with(track));
    for (Trade trade : recent.trades()) {
      if (track.isAfterKnown(trade.tradeId())) {
        report(track.trade(trade.tradeId(), trade.times().received()));
        news.add(records.event(trade));
      }
    }
    if (!recent.trades().isEmpty()) {
      report(track.lastTrade(recent.trades().getLast().tradeId()));
    }
    return news;
  }

  private List<OutgoingRecord> bookLost(BookLost lost) {
    ListingTrack track = tracks.get(lost.listing());
    if (track == null) {
      return List.of();
    }
    telemetry.report(new BookVoid(lost.listing(), lost.reason()));
    return voidBook(track, lost.reason().sentence());
  }

  private List<OutgoingRecord> leaving(Leaving leaving) {
    wishes.leaving(leaving.reason());
    return List.of();
  }

  private List<OutgoingRecord> heartbeat(Heartbeat heartbeat) {
    meters.heartbeat(heartbeat.time(), heartbeat.received());
    ListingTrack track = tracks.get(heartbeat.listing());
    if (track == null || track.isEnded()) {
      return List.of();
    }
    if (heartbeat.lastTradeId() != Heartbeat.NO_TRADE) {
      report(track.heartbeat(heartbeat.lastTradeId()));
      if (track.isBehind()) {
        watch.missed();
      }
    }
    return with(track);
  }

  private List<OutgoingRecord> refused(SymbolRefused refused) {
    ListingTrack track = tracks.get(new Listing(refused.symbol(), venue));
    if (track == null || track.isEnded()) {
      return List.of();
    }
    wishes.subscribeRest();
    return List.of(end(track, refused.reason()));
  }

  private OutgoingRecord end(ListingTrack track, String reason) {
    track.end();
    telemetry.report(new SymbolDropped(track.listing(), reason));
    return records.state(track.listing(), Status.ENDED, reason);
  }

  private List<OutgoingRecord> unparsable(Unparsable unparsable) {
    OutgoingRecord deadLetter = records.deadLetter(unparsable);
    String symbol = unparsable.symbol() == null ? "no known symbol" : unparsable.symbol().value();
    telemetry.report(
        new FrameUnparsable(venue, symbol, unparsable.frame().length, unparsable.reason()));
    ListingTrack track =
        unparsable.symbol() == null ? null : tracks.get(new Listing(unparsable.symbol(), venue));
    List<OutgoingRecord> news = new ArrayList<>();
    news.add(deadLetter);
    if (track != null) {
      news.addAll(voidBook(track, "a frame could not be read"));
    }
    return news;
  }

  private List<OutgoingRecord> voidBook(ListingTrack track, String reason) {
    if (!track.voidBook()) {
      return List.of();
    }
    wishes.resync(track);
    return List.of(records.state(track.listing(), Status.STALE, reason));
  }

  private List<OutgoingRecord> with(ListingTrack track, MarketEvent event) {
    OutgoingRecord published = records.event(event);
    return track.goesLive() ? List.of(live(track), published) : List.of(published);
  }

  private List<OutgoingRecord> with(ListingTrack track) {
    return track.goesLive() ? List.of(live(track)) : List.of();
  }

  private OutgoingRecord live(ListingTrack track) {
    return records.state(track.listing(), Status.LIVE, "");
  }

  private void report(@Nullable TradeGap gap) {
    if (gap != null) {
      telemetry.report(new GapFound(gap));
      wishes.fetch(gap);
    }
  }
}
