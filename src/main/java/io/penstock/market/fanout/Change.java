package io.penstock.market.fanout;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.platform.streams.PartitionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record of a topic, decoded. */
interface Change {

  PartitionId partition();

  long offset();

  /** Whose it is; null when it tells nothing. */
  @Nullable Listing listing();

  /**
   * Changes a listing's board, and tells those who listen.
   *
   * @param begin offset of the partition's first record that this replica has read
   */
  void applyTo(ListingBoard board, long begin, Instant now);

  record OfTick(PartitionId partition, long offset, MarketEvent event) implements Change {

    @Override
    public Listing listing() {
      return event.listing();
    }

    @Override
    public void applyTo(ListingBoard board, long begin, Instant now) {
      board.apply(this, begin, now);
    }
  }

  record OfBar(PartitionId partition, long offset, Bar bar) implements Change {

    @Override
    public Listing listing() {
      return bar.listing();
    }

    @Override
    public void applyTo(ListingBoard board, long begin, Instant now) {
      board.apply(this, begin, now);
    }
  }

  /** Moves the position on; tells nothing. */
  record Unreadable(PartitionId partition, long offset) implements Change {

    @Override
    public @Nullable Listing listing() {
      return null;
    }

    @Override
    public void applyTo(ListingBoard board, long begin, Instant now) {
      throw new IllegalStateException("a record that cannot be read changes no board");
    }
  }
}
