package io.penstock.sandbox.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.venue.ModelBook;
import io.penstock.sandbox.venue.ModelBook.Ladder;
import org.junit.jupiter.api.Test;

class ChecksumTest {

  /** The example of the vendor's guide on checksums of books. */
  private static final String ASKS =
      """
      45285.2 0.00100000, 45286.4 1.54571953, 45286.6 1.54571109, 45289.6 1.54560911,
      45290.2 0.15890660, 45291.8 1.54553491, 45294.7 0.04454749, 45296.1 0.35380000,
      45297.5 0.09945542, 45299.5 0.18772827\
      """;

  private static final String BIDS =
      """
      45283.5 0.10000000, 45283.4 1.54582015, 45282.1 0.10000000, 45281.0 0.10000000,
      45280.3 1.54592586, 45279.0 0.07990000, 45277.6 0.03310103, 45277.5 0.30000000,
      45277.3 1.54602737, 45276.6 0.15445238\
      """;

  @Test
  void isTheOneOfTheGuide() {
    assertThat(Checksum.of(new ModelBook(ladder(BIDS), ladder(ASKS)))).isEqualTo(3_310_070_434L);
  }

  @Test
  void seesTenLevelsOnly() {
    Ladder asks = ladder(ASKS + ", 45300.0 1.00000000");
    assertThat(Checksum.of(new ModelBook(ladder(BIDS), asks))).isEqualTo(3_310_070_434L);
  }

  private static Ladder ladder(String levels) {
    Ladder ladder = new Ladder(20);
    for (String level : levels.strip().split(",\\s*")) {
      String[] numbers = level.split(" ");
      ladder.add(
          Long.parseLong(numbers[0].replace(".", "")), Long.parseLong(numbers[1].replace(".", "")));
    }
    return ladder;
  }
}
