package io.penstock.platform.telemetry;

import io.micrometer.core.instrument.Tags;
import org.slf4j.event.Level;

/**
 * Something that can happen, such as "feed reconnected". An implementation is a record whose
 * components are what the log line tells; none is ever a secret or a card number.
 */
public interface Occurrence {

  /** The counter, {@code penstock.<module>.<noun>}, such as {@code penstock.feed.reconnects}. */
  String metric();

  /** Tags with few, known values, such as the venue; never a symbol or an id. */
  default Tags tags() {
    return Tags.empty();
  }

  /** Of its log line. What happens with every message is {@link Level#TRACE}. */
  Level level();

  /** One sentence for a person. */
  String message();
}
