package io.penstock.market.fanout;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.streams.PartitionId;
import io.penstock.platform.telemetry.Occurrence;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.event.Level;

/** What can happen in the fan-out. */
sealed interface FanoutOccurrence extends Occurrence {

  /** A connection was turned away before it became a WebSocket. */
  record ConnectionRefused(Refusal refusal) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.refusals";
    }

    @Override
    public Tags tags() {
      return Tags.of("reason", refusal.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "connection refused: " + refusal.text();
    }
  }

  /** We ended a connection. */
  record ClientDisconnected(Disconnect disconnect) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.disconnects";
    }

    @Override
    public Tags tags() {
      return Tags.of("code", Integer.toString(disconnect.code()));
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "client disconnected: " + disconnect.code() + " " + disconnect.reason();
    }
  }

  /** A command was refused. */
  record CommandRefused(ErrorCode error) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.command.errors";
    }

    @Override
    public Tags tags() {
      return Tags.of("code", Integer.toString(error.code()));
    }

    @Override
    public Level level() {
      return Level.TRACE;
    }

    @Override
    public String message() {
      return "command refused: " + error.code() + " " + error.message();
    }
  }

  /** A client came with a token that is not good. Nothing of the token is told. */
  record TokenRefused(Verdict.Fault fault) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.tokens.refused";
    }

    @Override
    public Tags tags() {
      return Tags.of("fault", fault.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "token refused: " + fault.text();
    }
  }

  /**
   * The keys that an issuer publishes could not be had; clients come again.
   *
   * @param issuer as the settings name it
   */
  record KeysUnavailable(String issuer, Throwable cause) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.keys.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "keys of " + issuer + " cannot be had: " + cause;
    }
  }

  /** A client did not close in time and its connection was reset. */
  record ConnectionReset() implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.resets";
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "connection reset: the client did not close it in time";
    }
  }

  /** A session failed by our own fault; the others go on. */
  record SessionFailed(Throwable cause) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.session.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "session failed: " + cause;
    }
  }

  /** A record could not be decoded; the stream goes on behind it. */
  record RecordUnreadable(PartitionId partition, long offset, String reason)
      implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.unreadable.records";
    }

    @Override
    public Tags tags() {
      return Tags.of("topic", partition.topic());
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "record " + partition + " offset " + offset + " is unreadable: " + reason;
    }
  }

  /** All that topics held at start is applied. */
  record CaughtUp(long records, Duration took) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.starts";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "fan-out is ready: " + records + " records applied in " + took.toMillis() + " ms";
    }
  }

  /** Topics cannot be followed now; it is tried again. */
  record FollowingFailed(Throwable cause) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.follow.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "topics cannot be followed: " + cause;
    }
  }

  /** What clients missed could not be read again; they begin with the present state. */
  record RescanFailed(PartitionId partition, Throwable cause) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.rescan.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "scan of " + partition + " for clients that came back failed: " + cause;
    }
  }

  /** Redis could not tell the prices of symbols that have been quiet for long. */
  record QuietUnknown(Throwable cause) implements FanoutOccurrence {
    @Override
    public String metric() {
      return "penstock.fanout.quiet.unknown";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "symbols without a recent price are not known until they trade: " + cause;
    }
  }
}
