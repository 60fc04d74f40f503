package io.penstock.sandbox.venue;

import io.penstock.platform.telemetry.Occurrence;
import org.slf4j.event.Level;

/** What can happen to the simulated exchange. */
public sealed interface SandboxOccurrence extends Occurrence {

  /** It listens. */
  record ExchangeStarted(int port, String plays) implements SandboxOccurrence {

    @Override
    public String metric() {
      return "penstock.sandbox.starts";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "simulated exchange listens on port " + port + " and plays " + plays;
    }
  }

  /** The simulated card network listens. */
  record CardsStarted(int port, int bookings) implements SandboxOccurrence {

    @Override
    public String metric() {
      return "penstock.sandbox.cards.starts";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "simulated card network listens on port "
          + port
          + " and has "
          + bookings
          + " bookings in its books";
    }
  }

  /** The last frame of a recording was sent. */
  record ReplayFinished(String recording, long frames) implements SandboxOccurrence {

    @Override
    public String metric() {
      return "penstock.sandbox.replays";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "recording " + recording + " was played to its end, " + frames + " frames";
    }
  }

  /** A recording could not be read any further, though it could at the start. */
  record ReplayFailed(String reason) implements SandboxOccurrence {

    @Override
    public String metric() {
      return "penstock.sandbox.replay_failures";
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "recording cannot be played on: " + reason;
    }
  }

  /** A connection broke off, by the client's doing or by ours. */
  record ConnectionFailed(String reason) implements SandboxOccurrence {

    @Override
    public String metric() {
      return "penstock.sandbox.failures";
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "connection to the simulated exchange failed: " + reason;
    }
  }
}
