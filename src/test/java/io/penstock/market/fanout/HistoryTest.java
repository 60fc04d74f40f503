package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {

  private static final Payload PAYLOAD = new TestChannel.Text("{}");

  private final Ring ring = new Ring(1_000, Duration.ofSeconds(60));
  private final History history = new History(ring, 3);

  private void add(long... offsets) {
    LongStream.of(offsets).forEach(offset -> history.add(PAYLOAD, offset, Samples.NOW));
  }

  private static List<Long> behind(Entry place, Entry last) {
    List<Long> offsets = new ArrayList<>();
    for (Entry at = place; at != last; ) {
      at = at.follower();
      offsets.add(at.offset());
    }
    return offsets;
  }

  @Test
  void findsWhatIsMissingBehindEachPlace() {
    add(5, 9, 10);
    assertThat(behind(history.placeOf(3), history.last())).containsExactly(5L, 9L, 10L);
    assertThat(behind(history.placeOf(4), history.last())).containsExactly(5L, 9L, 10L);
    assertThat(behind(history.placeOf(5), history.last())).containsExactly(9L, 10L);
    assertThat(behind(history.placeOf(8), history.last())).containsExactly(9L, 10L);
    assertThat(behind(history.placeOf(10), history.last())).isEmpty();
    assertThat(behind(history.placeOf(99), history.last())).isEmpty();
  }

  @Test
  void reachesAsFarAsItIsComplete() {
    assertThat(history.reaches(2)).isFalse();
    assertThat(history.reaches(3)).isTrue();
    history.completeFrom(7);
    assertThat(history.reaches(6)).isFalse();
    assertThat(history.reaches(7)).isTrue();
  }

  @Test
  void oldestGoWhenTheRingIsFullAndPlacesBeforeThemAreLost() {
    add(4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    assertThat(history.reaches(3)).isTrue();
    add(14);
    assertThat(history.reaches(3)).isFalse();
    assertThat(history.reaches(4)).isTrue();
    assertThat(behind(history.placeOf(4), history.last())).startsWith(5L).endsWith(14L);
    assertThat(ring.bytes()).isEqualTo(1_000);
  }

  @Test
  void oldestOfAllHistoriesGoesFirst() {
    History other = new History(ring, 0);
    other.add(PAYLOAD, 1, Samples.NOW);
    add(4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    assertThat(other.reaches(0)).isFalse();
    assertThat(other.reaches(1)).isTrue();
    assertThat(history.reaches(3)).isTrue();
  }

  @Test
  void whatIsOlderThanTheWindowGoes() {
    history.add(PAYLOAD, 4, Samples.NOW);
    history.add(PAYLOAD, 5, Samples.NOW.plusSeconds(1));
    ring.expire(Samples.NOW.plusSeconds(60));
    assertThat(history.reaches(3)).isTrue();
    ring.expire(Samples.NOW.plusSeconds(61));
    assertThat(history.reaches(3)).isFalse();
    assertThat(history.reaches(4)).isTrue();
  }

  @Test
  void whatStandsForNoRecordIsHeardButCannotBeAskedFor() {
    add(4);
    history.add(PAYLOAD, Samples.NOW);
    add(5);
    assertThat(behind(history.placeOf(4), history.last())).containsExactly(5L);
    assertThat(history.select(-1, 10, false)).extracting(Entry::offset).containsExactly(4L, 5L);
  }

  @Test
  void selectsFromEitherEnd() {
    add(4, 6, 8);
    assertThat(history.select(4, 1, false)).extracting(Entry::offset).containsExactly(6L);
    assertThat(history.select(-1, 2, true)).extracting(Entry::offset).containsExactly(8L, 6L);
    assertThat(history.select(8, 9, true)).extracting(Entry::offset).containsExactly(6L, 4L);
    assertThat(history.select(-1, 0, false)).isEmpty();
  }

  @Test
  void beginsAnewWithoutConfusingTheRing() {
    add(40, 50);
    history.restart(0);
    assertThat(history.reaches(0)).isTrue();
    add(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(behind(history.placeOf(0), history.last())).hasSize(8);
    add(9, 10);
    assertThat(behind(history.placeOf(0), history.last())).as("the old ones went").hasSize(10);
    add(11);
    assertThat(history.reaches(0)).isFalse();
    assertThat(history.reaches(1)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void keepsTheNewestHoweverManyThereAre(long seed) {
    Random random = new Random(seed);
    List<Long> all = new ArrayList<>();
    long offset = 3;
    for (int i = 0; i < 5_000; i++) {
      offset += 1 + random.nextInt(3);
      add(offset);
      all.add(offset);
      long since = all.get(Math.max(0, all.size() - 1 - random.nextInt(12)));
      List<Long> expected = all.stream().filter(each -> each > since).toList();
      assertThat(history.reaches(since)).isEqualTo(expected.size() <= 10);
      if (history.reaches(since)) {
        assertThat(behind(history.placeOf(since), history.last())).isEqualTo(expected);
      }
    }
  }
}
