package io.penstock.market.feed;

import io.penstock.market.feed.FeedMessage.Unparsable;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.TickCodec;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Venue;
import io.penstock.platform.streams.DeadLetter;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.streams.Streams;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a line brings, as records of the topics. */
final class FeedRecords {

  /** Header of a dead letter: when its frame came, as ISO 8601 writes it. */
  static final String RECEIVED = "penstock-received";

  /** Header of a dead letter that holds only the beginning of its frame: how long that was. */
  static final String BYTES = "penstock-bytes";

  /** A dead letter keeps this much of its frame; a broker refuses what is much larger. */
  static final int MAX_DEAD_LETTER = 512 * 1024;

  /**
   * A larger one is refused, and one refusal would end the line for all listings. Room is left for
   * the pipeline's times.
   */
  static final int MAX_RECORD = Streams.MAX_RECORD - 1_000;

  private final Venue venue;
  private final Clock clock;
  private final String line;
  private final Map<String, String> headers;

  /**
   * @param line tells what this process reads from what another one reads: {@code
   *     coinbase#ingest-0}
   */
  FeedRecords(Venue venue, String line, Clock clock) {
    this.venue = venue;
    this.clock = clock;
    this.line = line;
    this.headers = Map.of(MarketTopics.LINE, line);
  }

  OutgoingRecord event(MarketEvent event) {
    String key = event.listing().symbol().value();
    return new OutgoingRecord(MarketTopics.FEED, null, key, TickCodec.encode(event), headers);
  }

  /**
   * @param reason one short safe sentence; empty when live
   */
  OutgoingRecord state(Listing listing, FeedState.Status status, String reason) {
    Instant now = clock.instant();
    return event(new FeedState(listing, status, reason, Times.of(now, now)));
  }

  OutgoingRecord deadLetter(Unparsable unparsable) {
    byte[] frame = unparsable.frame();
    Map<String, String> why = new HashMap<>();
    why.put(MarketTopics.LINE, line);
    why.put(DeadLetter.FLOW, FeedReplay.FLOW);
    why.put(DeadLetter.VENUE, venue.value());
    why.put(RECEIVED, unparsable.received().toString());
    why.put(DeadLetter.CAUSE, unparsable.reason());
    if (frame.length > MAX_DEAD_LETTER) {
      why.put(BYTES, Integer.toString(frame.length));
      frame = Arrays.copyOf(frame, MAX_DEAD_LETTER);
    }
    String key = unparsable.symbol() == null ? venue.value() : unparsable.symbol().value();
    return new OutgoingRecord(MarketTopics.DEAD_LETTERS, null, key, frame, Map.copyOf(why));
  }
}
