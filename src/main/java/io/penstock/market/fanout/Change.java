package io.penstock.market.fanout;

import io.penstock.market.tick.Bar;
import io.penstock.market.tick.MarketEvent;
import io.penstock.platform.streams.PartitionId;

/** A record of a topic, decoded. */
sealed interface Change {

  PartitionId partition();

  long offset();

  record OfTick(PartitionId partition, long offset, MarketEvent event) implements Change {}

  record OfBar(PartitionId partition, long offset, Bar bar) implements Change {}

  /** Moves the position on; tells nothing. */
  record Unreadable(PartitionId partition, long offset) implements Change {}
}
