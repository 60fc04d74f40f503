package io.penstock.platform.deadletters;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.http.Operator;
import io.penstock.platform.telemetry.Occurrence;
import org.slf4j.event.Level;

/** What is done about dead letters, by whom and why. */
sealed interface DeadLettersOccurrence extends Occurrence {

  @Override
  default Level level() {
    return Level.INFO;
  }

  /** A letter was written again for its flow. */
  record Replayed(LetterId letter, String flow, Operator operator, String reason, boolean forced)
      implements DeadLettersOccurrence {

    @Override
    public String metric() {
      return "penstock.deadletters.replays";
    }

    @Override
    public Tags tags() {
      return Tags.of("flow", flow);
    }

    @Override
    public String message() {
      return "%s (%s) %s dead letter %s of %s: %s"
          .formatted(
              operator.name(),
              operator.address(),
              forced ? "forced the replay of" : "replayed",
              letter,
              flow,
              reason);
    }
  }

  /** A letter will not be worked. */
  record Discarded(LetterId letter, String flow, Operator operator, String reason)
      implements DeadLettersOccurrence {

    @Override
    public String metric() {
      return "penstock.deadletters.discards";
    }

    @Override
    public Tags tags() {
      return Tags.of("flow", flow);
    }

    @Override
    public String message() {
      return "%s (%s) discarded dead letter %s of %s: %s"
          .formatted(operator.name(), operator.address(), letter, flow, reason);
    }
  }

  /** Something was to be done to many letters. */
  record BulkDone(String what, int done, int skipped, int failed, Operator operator, String reason)
      implements DeadLettersOccurrence {

    @Override
    public String metric() {
      return "penstock.deadletters.bulks";
    }

    @Override
    public Tags tags() {
      return Tags.of("what", what);
    }

    @Override
    public String message() {
      return "%s (%s) asked to %s many dead letters: %d done, %d skipped, %d failed: %s"
          .formatted(operator.name(), operator.address(), what, done, skipped, failed, reason);
    }
  }

  /** A replay or its decision could not be written; the letter stays open. */
  record Failed(LetterId letter, String what, String cause) implements DeadLettersOccurrence {

    @Override
    public String metric() {
      return "penstock.deadletters.failures";
    }

    @Override
    public Tags tags() {
      return Tags.of("what", what);
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return what + " of dead letter " + letter + " failed: " + cause;
    }
  }

  /** A record of the topic of decisions is none. */
  record DecisionUnreadable(long offset, String cause) implements DeadLettersOccurrence {

    @Override
    public String metric() {
      return "penstock.deadletters.decisions.unreadable";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "decision " + offset + " cannot be read: " + cause;
    }
  }

  /** More was decided than is remembered: an old letter is open again. */
  record DecisionForgotten() implements DeadLettersOccurrence {

    @Override
    public String metric() {
      return "penstock.deadletters.decisions.forgotten";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "more is decided than penstock.dead-letters.decisions: the oldest is forgotten";
    }
  }

  /** Topics could not be read; it is tried again. */
  record FollowingFailed(String cause) implements DeadLettersOccurrence {

    @Override
    public String metric() {
      return "penstock.deadletters.follow.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "dead letters or decisions cannot be followed: " + cause;
    }
  }
}
