package io.penstock.market.feed.kraken;

import io.penstock.market.tick.Level;
import io.penstock.platform.values.Decimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The checksum that Kraken sends along with books: CRC-32 over the digits of the ten lowest asks
 * from the lowest up, then of the ten highest bids from the highest down. Of each level the digits
 * of its price, then of its quantity, without points and without the zeros in front of the first
 * other digit: 45285.2 and 0.00100000 are {@code 452852100000}.
 *
 * @see <a href="https://docs.kraken.com/exchange/guides/websockets/book-checksum-v2">its guide</a>
 */
final class KrakenChecksum {

  static final int LEVELS = 10;

  /**
   * How many digits behind the point a pair's numbers have: 0.001 with 8 is read as 0.00100000. A
   * number that is written with more keeps its own.
   */
  record Precision(int price, int quantity) {

    /** For Kraken writes numbers with all their digits; only others leave zeros away. */
    static final Precision AS_WRITTEN = new Precision(0, 0);

    Precision {
      require(price, "price");
      require(quantity, "quantity");
    }

    private static void require(int digits, String name) {
      if (digits < 0 || digits > Decimal.MAX_SCALE) {
        throw new IllegalArgumentException(
            name + " must be 0 to " + Decimal.MAX_SCALE + ", was " + digits);
      }
    }
  }

  private static final byte[] ZEROS =
      "0".repeat(Decimal.MAX_SCALE).getBytes(StandardCharsets.US_ASCII);

  private KrakenChecksum() {}

  /**
   * @param asks the lowest first, without empty levels
   * @param bids the highest first, without empty levels
   * @return 0 to 4294967295
   */
  static long of(List<Level> asks, List<Level> bids, Precision precision) {
    CRC32 sum = new CRC32();
    add(sum, asks, precision);
    add(sum, bids, precision);
    return sum.getValue();
  }

  private static void add(CRC32 sum, List<Level> levels, Precision precision) {
    for (int i = 0; i < Math.min(LEVELS, levels.size()); i++) {
      add(sum, levels.get(i).price(), precision.price());
      add(sum, levels.get(i).quantity(), precision.quantity());
    }
  }

  /** A number's units are its digits without point and without leading zeros. */
  private static void add(CRC32 sum, Decimal number, int precision) {
    sum.update(Long.toString(number.unscaled()).getBytes(StandardCharsets.US_ASCII));
    sum.update(ZEROS, 0, Math.max(0, precision - number.scale()));
  }
}
