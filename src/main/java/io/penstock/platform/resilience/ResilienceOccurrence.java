package io.penstock.platform.resilience;

import io.micrometer.core.instrument.Tags;
import io.penstock.platform.telemetry.Occurrence;
import org.slf4j.event.Level;

/** What guards tell. */
sealed interface ResilienceOccurrence extends Occurrence {

  /** The guard's name. */
  String guard();

  @Override
  default Tags tags() {
    return Tags.of("guard", guard());
  }

  /** A breaker went from one state to another: CLOSED, OPEN, HALF_OPEN. */
  record BreakerTurned(String guard, String from, String to) implements ResilienceOccurrence {

    @Override
    public String metric() {
      return "penstock.resilience.breaker.turns";
    }

    @Override
    public Tags tags() {
      return Tags.of("guard", guard, "to", to);
    }

    @Override
    public Level level() {
      return to.equals("OPEN") ? Level.WARN : Level.INFO;
    }

    @Override
    public String message() {
      return "breaker of " + guard + " turned from " + from + " to " + to;
    }
  }

  /** A try failed and another one follows. */
  record CallRepeated(String guard, int tried, long pauseMillis, String cause)
      implements ResilienceOccurrence {

    @Override
    public String metric() {
      return "penstock.resilience.repeats";
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "try "
          + tried
          + " of "
          + guard
          + " failed with "
          + cause
          + ", next in "
          + pauseMillis
          + " ms";
    }
  }

  /**
   * The guard itself refused or gave up: {@code deadline_exceeded}, {@code breaker_open}, {@code
   * overloaded}.
   */
  record CallRefused(String guard, String code) implements ResilienceOccurrence {

    @Override
    public String metric() {
      return "penstock.resilience.refusals";
    }

    @Override
    public Tags tags() {
      return Tags.of("guard", guard, "code", code);
    }

    @Override
    public Level level() {
      return Level.DEBUG;
    }

    @Override
    public String message() {
      return "call of " + guard + " ended with " + code;
    }
  }
}
