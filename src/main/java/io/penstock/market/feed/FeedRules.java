package io.penstock.market.feed;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor keeps to with one venue.
 *
 * @param connects tries to connect, inside what the venue publishes
 * @param requests frames sent to the venue, likewise
 * @param connectWithin from the try to an open line
 * @param silence without any frame after which a line counts as dead
 * @param mute shortest time without any tick, while other frames come, after which a line may be
 *     mute
 * @param heartbeatsNameTrades whether heartbeats carry the last trade id. A line is mute if there
 *     were trades that never came, so a quiet market raises no alarm. Heartbeats tell that, or the
 *     venue's history is asked; time alone decides only where that does not know, and much later
 * @param maxSymbols how many symbols are read at most
 * @param pingAfter without any frame after which the venue is asked for a sign of life; null where
 *     it sends heartbeats by itself
 * @param lifetime of a line, after which the venue would end it: its successor is connected before;
 *     null where the venue sets none
 */
public record FeedRules(
    Rate connects,
    Rate requests,
    Duration connectWithin,
    Duration silence,
    Duration mute,
    boolean heartbeatsNameTrades,
    int maxSymbols,
    @Nullable Duration pingAfter,
    @Nullable Duration lifetime) {

  public FeedRules {
    requirePositive("connectWithin", connectWithin);
    requirePositive("silence", silence);
    requirePositive("mute", mute);
    if (pingAfter != null) {
      requirePositive("pingAfter", pingAfter);
    }
    if (lifetime != null) {
      requirePositive("lifetime", lifetime);
    }
    if (maxSymbols < 1) {
      throw new IllegalArgumentException("maxSymbols must be at least 1, was " + maxSymbols);
    }
  }

  private static void requirePositive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + " must be above zero, was " + duration);
    }
  }
}
