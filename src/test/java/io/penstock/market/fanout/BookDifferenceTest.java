package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Level;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class BookDifferenceTest {

  private static final Level TEN = Level.of("10", "1");
  private static final Level NINE = Level.of("9.0", "2");
  private static final Level EIGHT = Level.of("8", "3");

  private static List<Level> bids(List<Level> before, List<Level> after) {
    return BookDifference.between(before, after, Comparator.reverseOrder());
  }

  @Test
  void sameBookDiffersInNothingHoweverItIsSpelt() {
    assertThat(bids(List.of(TEN, NINE), List.of(TEN, Level.of("9", "2.00")))).isEmpty();
  }

  @Test
  void tellsWhatCameChangedAndWent() {
    assertThat(bids(List.of(TEN, NINE), List.of(Level.of("9", "5"), EIGHT)))
        .containsExactly(Level.of("10", "0"), Level.of("9", "5"), EIGHT);
  }

  @Test
  void asksGoTheOtherWay() {
    assertThat(
            BookDifference.between(
                List.of(EIGHT, TEN), List.of(NINE, TEN), Comparator.naturalOrder()))
        .containsExactly(Level.of("8", "0"), NINE);
  }

  @Test
  void emptySidesComeAndGoWhole() {
    assertThat(bids(List.of(), List.of(TEN))).containsExactly(TEN);
    assertThat(bids(List.of(TEN), List.of())).containsExactly(Level.of("10", "0"));
  }
}
