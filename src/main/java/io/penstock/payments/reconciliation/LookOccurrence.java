package io.penstock.payments.reconciliation;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.telemetry.Occurrence;
import java.time.Duration;
import org.slf4j.event.Level;

/** What can happen while outcomes are looked for. */
sealed interface LookOccurrence extends Occurrence {

  String network();

  /**
   * An outcome that was not known is known.
   *
   * @param after its call should have been answered
   */
  record OutcomeFound(String network, String outcome, Duration after) implements LookOccurrence {
    @Override
    public String metric() {
      return "penstock.reconciliation.outcomes";
    }

    @Override
    public Tags tags() {
      return Tags.of("network", network, "outcome", outcome);
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return network + " told after " + after.toSeconds() + " s what was lost: " + outcome;
    }
  }

  /** It could not be looked for, or what was found could not be written; it is due again. */
  record LookFailed(String network, String cause) implements LookOccurrence {
    @Override
    public String metric() {
      return "penstock.reconciliation.failures";
    }

    @Override
    public Tags tags() {
      return Tags.of("network", network);
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "an outcome of " + network + " could not be looked for: " + cause;
    }
  }

  /** A network answered what nobody waited for any more. */
  record AnsweredLate(String network, String kind, String outcome) implements LookOccurrence {
    @Override
    public String metric() {
      return "penstock.reconciliation.late.answers";
    }

    @Override
    public Tags tags() {
      return Tags.of("network", network, "kind", kind);
    }

    @Override
    public Level level() {
      return Level.INFO;
    }

    @Override
    public String message() {
      return network + " answered " + outcome + " when nobody waited (" + kind + ")";
    }
  }

  /** The queue could not be read; it is read again. */
  record QueueUnreadable(String cause) implements LookOccurrence {
    @Override
    public String network() {
      return "any";
    }

    @Override
    public String metric() {
      return "penstock.reconciliation.queue.failures";
    }

    @Override
    public Level level() {
      return Level.WARN;
    }

    @Override
    public String message() {
      return "what is not known of payments cannot be looked for: " + cause;
    }
  }
}
