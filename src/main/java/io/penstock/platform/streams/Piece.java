package io.penstock.platform.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.kafka.receiver.ReceiverOffset;

/**
 * Records to be worked together.
 *
 * @param last acknowledged when the piece is done, be it worked or dead-lettered; null: with a later piece
 * @param tries that failed by themselves; outages do not count
 */
record Piece(List<StreamRecord> records, @Nullable ReceiverOffset last, int tries) {

  boolean holds(StreamRecord record) {
    return records.contains(record);
  }

  Piece without(StreamRecord dead) {
    return new Piece(records.stream().filter(record -> record != dead).toList(), last, tries);
  }

  Piece tried() {
    return new Piece(records, last, tries + 1);
  }
}
