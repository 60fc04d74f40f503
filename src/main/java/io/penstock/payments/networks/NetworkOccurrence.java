package io.penstock.payments.networks;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.telemetry.Occurrence;
import java.time.Duration;
import org.slf4j.event.Level;

/** What card networks tell. None names a card, or repeats what a message says of one. */
public sealed interface NetworkOccurrence extends Occurrence {

  /** The network's name. */
  String network();

  @Override
  default Tags tags() {
    return Tags.of("network", network());
  }

  /** A connection signed on: it takes requests. */
  record LineSignedOn(String network, int line) implements NetworkOccurrence {

    @Override
    public String metric() {
      return "penstock.networks.sign.ons";
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return "line " + line + " to card network " + network + " has signed on";
    }
  }

  /**
   * A connection ended, or could not be had.
   *
   * @param reason one short sentence without any text of the network's
   * @param unanswered requests that were sent on it and are unknown now
   */
  record LineLost(String network, int line, String reason, int unanswered, Duration pause)
      implements NetworkOccurrence {

    @Override
    public String metric() {
      return "penstock.networks.line.losses";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "line "
          + line
          + " to card network "
          + network
          + " is lost, "
          + reason
          + "; "
          + unanswered
          + " requests are unknown, next try in "
          + pause.toMillis()
          + " ms";
    }
  }

  /**
   * A message that could not be read.
   *
   * @param reason which part of it, never what stands there
   */
  record MessageUnreadable(String network, String reason) implements NetworkOccurrence {

    @Override
    public String metric() {
      return "penstock.networks.unreadable";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "card network " + network + " sent a message that cannot be read: " + reason;
    }
  }

  /** An answer that no call waits for. */
  record AnsweredLate(String network, LateAnswer.Kind kind) implements NetworkOccurrence {

    @Override
    public String metric() {
      return "penstock.networks.late.answers";
    }

    @Override
    public Tags tags() {
      return Tags.of("network", network, "kind", kind.code());
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "card network " + network + " sent an answer that no call waits for: " + kind.code();
    }
  }

  /** More late answers than anybody takes; an inquiry tells the same. */
  record LateAnswerDropped(String network) implements NetworkOccurrence {

    @Override
    public String metric() {
      return "penstock.networks.late.answers.dropped";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "a late answer of card network " + network + " is dropped, for too many wait";
    }
  }

  /**
   * The network does not understand us, which is a mistake of ours.
   *
   * @param raw its code: 12 or 30
   */
  record MessageRefused(String network, String operation, String raw) implements NetworkOccurrence {

    @Override
    public String metric() {
      return "penstock.networks.refused";
    }

    @Override
    public Tags tags() {
      return Tags.of("network", network, "operation", operation);
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "card network "
          + network
          + " does not understand our "
          + operation
          + ", code "
          + raw
          + ": the message is wrong, and the next one will be";
    }
  }

  /** A call failed in a way that nobody thought of. */
  record Defect(String network, String operation, String error) implements NetworkOccurrence {

    @Override
    public String metric() {
      return "penstock.networks.defects";
    }

    @Override
    public Tags tags() {
      return Tags.of("network", network, "operation", operation);
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "a call of card network " + network + " failed with " + error + ", a defect of ours";
    }
  }

  /** The vault did not give a card that was to be charged. */
  record CardUnavailable(String network, String error) implements NetworkOccurrence {

    @Override
    public String metric() {
      return "penstock.networks.cards.unavailable";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "a card for network " + network + " could not be had of the vault: " + error;
    }
  }
}
