package io.penstock.market.prices;

import io.micrometer.core.instrument.Tags;
import io.penstock.market.tick.Listing;
import io.penstock.platform.telemetry.Occurrence;
import java.util.Locale;
import org.slf4j.event.Level;

/** What can happen in the price pipeline. */
sealed interface PricesOccurrence extends Occurrence {

  /** Something a feed brought is not published. */
  enum Dropped implements PricesOccurrence {
    TRADE_SEEN_BEFORE,
    QUOTE_NOT_NEWER,
    BOOK_CHANGE_SEEN_BEFORE,
    BOOK_CHANGE_WITHOUT_BOOK;

    @Override
    public String metric() {
      return "penstock.prices.dropped";
    }

    @Override
    public Tags tags() {
      return Tags.of("reason", name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Level level() {
      return Level.TRACE;
    }

    @Override
    public String message() {
      return "not published: " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** A book's changes have a hole; it waits for the next whole book. */
  record BookLostItsPlace(Listing listing, long expected, long came) implements PricesOccurrence {

    @Override
    public String metric() {
      return "penstock.prices.books.lost";
    }

    @Override
    public Tags tags() {
      return Tags.of("venue", listing.venue().value());
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "book of %s lost its place: expected change %d, got %d; waiting for a whole one"
          .formatted(listing, expected, came);
    }
  }

  /** Another line owns a listing's book from now on. */
  record LineTookOver(Listing listing, String before, String after) implements PricesOccurrence {

    @Override
    public String metric() {
      return "penstock.prices.takeovers";
    }

    @Override
    public Tags tags() {
      return Tags.of("venue", listing.venue().value());
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "%s: its book is taken from %s, no longer from %s".formatted(listing, after, before);
    }
  }

  /** A partition's memory was rebuilt from what was published. */
  record Restored(String partition, long records, int listings) implements PricesOccurrence {

    @Override
    public String metric() {
      return "penstock.prices.restores";
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "%s: rebuilt %d listings from %d published records"
          .formatted(partition, listings, records);
    }
  }

  /** A record this module once published cannot be read any more. */
  record UnreadableTick(String partition, long offset) implements PricesOccurrence {

    @Override
    public String metric() {
      return "penstock.prices.unreadable";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "%s offset %d cannot be read back; left out of the memory"
          .formatted(partition, offset);
    }
  }

  /**
   * Last prices cannot be written to Redis.
   *
   * @param isNew whether this is to be told: once, until they can be written again
   */
  record LatestPricesAway(String problem, boolean isNew) implements PricesOccurrence {

    @Override
    public String metric() {
      return "penstock.prices.latest.failures";
    }

    @Override
    public Level level() {
      return isNew ? Level.WARN : Level.DEBUG;
    }

    @Override
    public String message() {
      return "last prices cannot be written to Redis, prices go on: " + problem;
    }
  }

  /** Redis takes last prices again. */
  record LatestPricesBack(int listings) implements PricesOccurrence {

    @Override
    public String metric() {
      return "penstock.prices.latest.recoveries";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "Redis is back and has the last prices of " + listings + " listings";
    }
  }

  /** A last price is not written. */
  enum LatestPricesRefused implements PricesOccurrence {
    /** Another writer wrote a newer one, or this one was written before. */
    OLDER,
    /** There are more listings than anybody should read. */
    FULL;

    @Override
    public String metric() {
      return "penstock.prices.latest.refused";
    }

    @Override
    public Tags tags() {
      return Tags.of("reason", name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Level level() {
      return Level.TRACE;
    }

    @Override
    public String message() {
      return "last price not written: " + name().toLowerCase(Locale.ROOT);
    }
  }

  /** A value in Redis is none of ours; it is left out. */
  enum LatestPriceUnreadable implements PricesOccurrence {
    INSTANCE;

    @Override
    public String metric() {
      return "penstock.prices.latest.unreadable";
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "a last price in Redis cannot be read; left out";
    }
  }
}
