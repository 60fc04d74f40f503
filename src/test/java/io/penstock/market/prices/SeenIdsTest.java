package io.penstock.market.prices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeenIdsTest {

  private final SeenIds seen = new SeenIds();

  @Test
  void knowsAnIdOnlyAfterItWasAdded() {
    assertThat(seen.add(7)).isTrue();
    assertThat(seen.add(7)).isFalse();
    assertThat(seen.add(6)).isTrue();
    assertThat(seen.add(8)).isTrue();
    assertThat(seen.add(6)).isFalse();
  }

  @Test
  void keepsRisingIdsAsOneRange() {
    LongStream.range(1, 100_000).forEach(seen::add);
    assertThat(seen.ranges()).isEqualTo(1);
  }

  @Test
  void joinsTwoRangesWhenTheHoleIsFilled() {
    seen.add(1);
    seen.add(3);
    assertThat(seen.ranges()).isEqualTo(2);
    assertThat(seen.add(2)).isTrue();
    assertThat(seen.ranges()).isEqualTo(1);
    assertThat(seen.add(1)).isFalse();
    assertThat(seen.add(3)).isFalse();
  }

  @Test
  void forgetsTheLowestRangeBeyondTheLimit() {
    for (long id = 0; id <= SeenIds.LIMIT; id++) {
      seen.add(id * 2);
    }
    assertThat(seen.ranges()).isEqualTo(SeenIds.LIMIT);
    assertThat(seen.add(2)).isFalse();
    assertThat(seen.add(0)).isTrue();
  }

  @Test
  void agreesWithASetInAnyOrder() {
    Random random = new Random(20261121);
    List<Long> ids = new ArrayList<>(LongStream.range(0, 900).boxed().toList());
    ids.addAll(ids.subList(100, 400));
    Collections.shuffle(ids, random);
    Set<Long> set = new HashSet<>();
    for (long id : ids) {
      assertThat(seen.add(id)).as("id %d", id).isEqualTo(set.add(id));
    }
    assertThat(seen.ranges()).isEqualTo(1);
  }
}
