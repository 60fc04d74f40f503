package io.penstock.platform.streams;

import java.util.List;

/**
 * Records to be worked together.
 *
 * @param records none where all that came was replayed for other flows
 * @param end the offset behind the last record: what is committed when the piece is done, be it
 *     worked or dead-lettered; {@link #LATER} where a later piece stands for it
 * @param tries that failed by themselves; outages do not count
 */
record Piece(List<StreamRecord> records, long end, int tries) {

  static final long LATER = -1;

  boolean holds(StreamRecord record) {
    return records.contains(record);
  }

  Piece without(StreamRecord dead) {
    return new Piece(records.stream().filter(record -> record != dead).toList(), end, tries);
  }

  Piece tried() {
    return new Piece(records, end, tries + 1);
  }
}
