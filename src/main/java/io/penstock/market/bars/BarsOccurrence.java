package io.penstock.market.bars;

import io.penstock.platform.telemetry.Occurrence;
import org.slf4j.event.Level;

/** What can happen while bars are built. */
sealed interface BarsOccurrence extends Occurrence {

  /** The flow ended with an error, which it never should. */
  record FlowEnded(String cause) implements BarsOccurrence {
    @Override
    public String metric() {
      return "penstock.bars.ends";
    }

    @Override
    public Level level() {
      return Level.ERROR;
    }

    @Override
    public String message() {
      return "no bars are built any more: " + cause;
    }
  }
}
