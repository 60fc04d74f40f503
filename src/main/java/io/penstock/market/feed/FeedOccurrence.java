package io.penstock.market.feed;

import io.micrometer.core.instrument.Tags;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Venue;
import io.penstock.platform.telemetry.Occurrence;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.event.Level;

/** What can happen to a feed. */
sealed interface FeedOccurrence extends Occurrence {

  Venue venue();

  @Override
  default Tags tags() {
    return Tags.of("venue", venue().value());
  }

  /** Most of it is worth a look. */
  @Override
  default Level level() {
    return Level.WARN;
  }

  /** A line is open; symbols are being subscribed. */
  record Connected(Venue venue, int symbols) implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.connects";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "%s: connected, reading %d symbols".formatted(venue, symbols);
    }
  }

  /** The venue is about to end a line: its successor is connected before. */
  record HandedOver(Venue venue, String reason) implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.handovers";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "%s: %s; connecting the line after it".formatted(venue, reason);
    }
  }

  /** A line ended, or could not be had. */
  record Disconnected(Venue venue, String reason, Duration pause, int failures)
      implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.disconnects";
    }

    @Override
    public String message() {
      return "%s: %s; failure %d in a row, next try in %d ms"
          .formatted(venue, reason, failures, pause.toMillis());
    }
  }

  /** A line was given up because it no longer said anything, or anything of use. */
  record Stalled(Venue venue, Kind kind, String reason) implements FeedOccurrence {

    enum Kind {
      /** It did not open in time. */
      CONNECT,
      /** No frame at all. */
      SILENT,
      /** Frames, but none of the market. */
      MUTE
    }

    @Override
    public String metric() {
      return "penstock.feed.stalls";
    }

    @Override
    public Tags tags() {
      return FeedOccurrence.super.tags().and("kind", kind.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public String message() {
      return "%s: %s".formatted(venue, reason);
    }
  }

  /** The venue's numbers tell of trades that never came. */
  record GapFound(TradeGap gap) implements FeedOccurrence {
    @Override
    public Venue venue() {
      return gap.listing().venue();
    }

    @Override
    public String metric() {
      return "penstock.feed.gaps";
    }

    @Override
    public String message() {
      return "%s: %d trades missing, %d to %d"
          .formatted(gap.listing(), gap.trades(), gap.firstId(), gap.lastId());
    }
  }

  /** What a venue says is not recorded any more. */
  record RecordingEnded(Venue venue, String reason) implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.recordings.ended";
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "%s: its recording ends here, before its time: %s".formatted(venue, reason);
    }
  }

  /** What was missing was found in the venue's history and published. */
  record GapFilled(TradeGap gap, long found) implements FeedOccurrence {
    @Override
    public Venue venue() {
      return gap.listing().venue();
    }

    @Override
    public String metric() {
      return "penstock.feed.gaps.filled";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "%s: %d of %d missing trades found, %d to %d"
          .formatted(gap.listing(), found, gap.trades(), gap.firstId(), gap.lastId());
    }
  }

  /** Missing trades stay missing. */
  record GapLeft(TradeGap gap, String reason) implements FeedOccurrence {
    @Override
    public Venue venue() {
      return gap.listing().venue();
    }

    @Override
    public String metric() {
      return "penstock.feed.gaps.left";
    }

    @Override
    public String message() {
      return "%s: trades %d to %d stay missing: %s"
          .formatted(gap.listing(), gap.firstId(), gap.lastId(), reason);
    }
  }

  /** A book failed its check and is asked for again. */
  record BookVoid(Listing listing, FeedMessage.BookLost.Reason reason) implements FeedOccurrence {
    @Override
    public Venue venue() {
      return listing.venue();
    }

    @Override
    public String metric() {
      return "penstock.feed.books.void";
    }

    @Override
    public Tags tags() {
      return FeedOccurrence.super.tags().and("reason", reason.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public String message() {
      return "%s: %s".formatted(listing, reason.sentence());
    }
  }

  /** A frame went to the dead letters. */
  record FrameUnparsable(Venue venue, String symbol, int bytes, String reason)
      implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.unparsable";
    }

    @Override
    public String message() {
      return "%s: frame of %d bytes for %s cannot be parsed: %s"
          .formatted(venue, bytes, symbol, reason);
    }
  }

  /** One listing's book is asked for anew, the others go on. */
  record Resynced(Listing listing) implements FeedOccurrence {
    @Override
    public Venue venue() {
      return listing.venue();
    }

    @Override
    public String metric() {
      return "penstock.feed.resyncs";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "%s: asking for the whole book again".formatted(listing);
    }
  }

  /** A listing is read no more, the others go on. */
  record SymbolDropped(Listing listing, String reason) implements FeedOccurrence {
    @Override
    public Venue venue() {
      return listing.venue();
    }

    @Override
    public String metric() {
      return "penstock.feed.symbols.dropped";
    }

    @Override
    public String message() {
      return "%s: read no more: %s".formatted(listing, reason);
    }
  }

  /** The venue offers more symbols than the settings let us read. */
  record SymbolsCut(Venue venue, int offered, int read) implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.symbols.cut";
    }

    @Override
    public String message() {
      return "%s: reading %d of %d symbols, as max-symbols says".formatted(venue, read, offered);
    }
  }

  /** An event could not be used. */
  record EventDropped(Venue venue, Reason reason) implements FeedOccurrence {

    enum Reason {
      /** Of a listing we never asked for, or do not read any more. */
      UNASKED,
      /** A change of a book whose whole we do not have. */
      NO_SNAPSHOT
    }

    @Override
    public String metric() {
      return "penstock.feed.dropped";
    }

    @Override
    public Tags tags() {
      return FeedOccurrence.super.tags().and("reason", reason.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Level level() {
      return Level.TRACE;
    }

    @Override
    public String message() {
      return "%s: event dropped: %s".formatted(venue, reason);
    }
  }

  /** The list of what the venue trades could not be had; the last known one stands. */
  record ProductsUnavailable(Venue venue, String reason) implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.products.unavailable";
    }

    @Override
    public String message() {
      return "%s: product list cannot be had: %s".formatted(venue, reason);
    }
  }

  /** Nobody took the list of what a venue lists; it is told with the next line. */
  record InstrumentsUntold(Venue venue, String reason) implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.instruments.untold";
    }

    @Override
    public String message() {
      return "%s: its list of instruments could not be published: %s".formatted(venue, reason);
    }
  }

  /** We wait, so as to stay inside the venue's limits. */
  record RateLimited(Venue venue, What what, Duration pause) implements FeedOccurrence {

    enum What {
      CONNECT,
      REQUEST
    }

    @Override
    public String metric() {
      return "penstock.feed.rate.limited";
    }

    @Override
    public Tags tags() {
      return FeedOccurrence.super.tags().and("what", what.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "%s: next %s waits %d ms for its turn".formatted(venue, what, pause.toMillis());
    }
  }

  /** Many lines failed in a row: tries are rare from now on. */
  record BreakerOpened(Venue venue, int failures) implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.breaker.opened";
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "%s: breaker opened after %d failures in a row".formatted(venue, failures);
    }
  }

  /** A line lived long enough to be trusted again. */
  record BreakerClosed(Venue venue) implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.breaker.closed";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "%s: breaker closed".formatted(venue);
    }
  }

  /** A feed is not supervised any more, though nobody stopped it: a defect of ours. */
  record SupervisionFailed(Venue venue, String reason) implements FeedOccurrence {
    @Override
    public String metric() {
      return "penstock.feed.supervision.failed";
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "%s: supervision ended: %s".formatted(venue, reason);
    }
  }
}
