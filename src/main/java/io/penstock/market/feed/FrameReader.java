package io.penstock.market.feed;

import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.Venue;
import java.time.Instant;
import java.util.List;

/**
 * Reads a single frame of a venue that was kept, with no line around it: pure. A bean of each
 * venue, where operators are served.
 */
public interface FrameReader {

  Venue venue();

  /**
   * What the frame tells of the market, in its order; nothing for what tells nothing of it, such as
   * an acknowledgement.
   *
   * @param frame as it came
   * @param received when it did
   * @throws UnparsableFrameException for what the venue's documents do not explain
   */
  List<MarketEvent> read(byte[] frame, Instant received);
}
