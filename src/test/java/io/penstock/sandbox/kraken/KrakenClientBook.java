package io.penstock.sandbox.kraken;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The book a client keeps by the vendor's guide: apply, truncate, compare the checksum; complains
 * about what no client could follow.
 */
final class KrakenClientBook {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final NavigableMap<BigDecimal, BigDecimal> bids =
      new TreeMap<>(Comparator.reverseOrder());
  private final NavigableMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
  private final int depth;
  private final int priceScale;
  private final int sizeScale;
  private boolean known;
  private int messages;

  KrakenClientBook(int depth, int priceScale, int sizeScale) {
    this.depth = depth;
    this.priceScale = priceScale;
    this.sizeScale = sizeScale;
  }

  /** False when the checksum is another one. */
  boolean hear(String message) {
    JsonNode json = JSON.readTree(message);
    JsonNode data = json.path("data").path(0);
    if (json.path("type").asString().equals("snapshot")) {
      bids.clear();
      asks.clear();
      known = true;
    } else if (!known) {
      throw new AssertionError("an update before the snapshot: " + message);
    }
    apply(bids, data.path("bids"));
    apply(asks, data.path("asks"));
    messages++;
    if (bids.firstKey().compareTo(asks.firstKey()) >= 0) {
      throw new AssertionError("crossed after " + message);
    }
    return data.path("checksum").asLong() == checksum();
  }

  int messages() {
    return messages;
  }

  long checksum() {
    StringBuilder text = new StringBuilder();
    for (NavigableMap<BigDecimal, BigDecimal> side : List.of(asks, bids)) {
      side.entrySet().stream()
          .limit(10)
          .forEach(level ->
              text.append(digits(level.getKey(), priceScale))
                  .append(digits(level.getValue(), sizeScale)));
    }
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  /** {@code 1.2 0.5}, bids then asks, the best first. */
  List<String> levels() {
    List<String> levels = new ArrayList<>();
    bids.forEach((price, size) -> levels.add(price + " " + size));
    asks.forEach((price, size) -> levels.add(price + " " + size));
    return levels;
  }

  private void apply(NavigableMap<BigDecimal, BigDecimal> side, JsonNode levels) {
    for (JsonNode level : levels) {
      BigDecimal price = level.path("price").decimalValue();
      BigDecimal size = level.path("qty").decimalValue();
      if (size.signum() > 0) {
        side.put(price, size);
      } else if (side.remove(price) == null) {
        throw new AssertionError("removed a level that is not there: " + price);
      }
    }
    while (side.size() > depth) {
      side.pollLastEntry();
    }
  }

  private static String digits(BigDecimal number, int scale) {
    return number.setScale(scale).toPlainString().replace(".", "").replaceFirst("^0+", "");
  }
}
