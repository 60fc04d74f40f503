package io.penstock.sandbox.kraken;

import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelBook.Ladder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * CRC-32 over the ten best asks and the ten best bids: of each level price and quantity, written
 * with all digits of the instrument's precision, without the point and leading zeros. That is what
 * a whole number of ticks or lots looks like.
 */
final class Checksum {

  private static final int LEVELS = 10;

  private Checksum() {}

  /** Unsigned. */
  static long of(ModelBook book) {
    StringBuilder text = new StringBuilder(LEVELS * 40);
    add(book.asks(), text);
    add(book.bids(), text);
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
    return crc.getValue();
  }

  private static void add(Ladder side, StringBuilder text) {
    for (int i = 0; i < Math.min(LEVELS, side.levels()); i++) {
      text.append(side.price(i)).append(side.size(i));
    }
  }
}
