package io.penstock.market.prices;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * When each line was heard, of whatever listing: a quiet listing of a busy line is not silent. A
 * process that was killed says nothing of its end, so this is how it shows. Confined to its
 * partition's lane.
 */
final class LinesHeard {

  /** Lines; one more, and the one heard of longest ago is forgotten. */
  private static final int MOST = 256;

  private final Map<String, Instant> heard = new HashMap<>();

  void hear(String line, Instant now) {
    heard.put(line, now);
    if (heard.size() > MOST) {
      heard.values().remove(Collections.min(heard.values()));
    }
  }

  boolean wasSilent(String line, Instant now, Duration time) {
    Instant last = heard.get(line);
    return last == null || !now.isBefore(last.plus(time));
  }
}
