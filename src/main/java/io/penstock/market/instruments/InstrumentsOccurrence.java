package io.penstock.market.instruments;

import io.micrometer.core.instrument.Tags;
import io.penstock.market.tick.Venue;
import io.penstock.platform.telemetry.Occurrence;
import org.slf4j.event.Level;

/** What the catalogue of instruments tells. */
sealed interface InstrumentsOccurrence extends Occurrence {

  /** A venue's list was read. */
  record ListTaken(Venue venue, int listed) implements InstrumentsOccurrence {

    @Override
    public String metric() {
      return "penstock.instruments.lists";
    }

    @Override
    public Tags tags() {
      return Tags.of("venue", venue.value());
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return venue + " lists " + listed + " instruments";
    }
  }

  /** A record is no list of instruments. */
  record ListUnreadable(long offset, String problem) implements InstrumentsOccurrence {

    @Override
    public String metric() {
      return "penstock.instruments.unreadable";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "instruments at offset "
          + offset
          + " cannot be read, the list before stays: "
          + problem;
    }
  }

  /** The topic of instruments cannot be followed; it is tried again. */
  record FollowingFailed(String problem) implements InstrumentsOccurrence {

    @Override
    public String metric() {
      return "penstock.instruments.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "instruments cannot be read, trying again: " + problem;
    }
  }
}
