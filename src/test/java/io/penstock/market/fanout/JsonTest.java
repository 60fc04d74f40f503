package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void tellsARemovedLevelByOneZeroHoweverTheVenueSpellsIt() {
    List<Level> levels =
        List.of(
            Level.of("61820.990", "0.50"),
            Level.of("61820.98", "0.00000000"),
            Level.of("61820.97", "0.0"));
    assertThat(new Json(64).open().levels("bids", levels).close().toString())
        .isEqualTo(
            "{\"bids\":[[\"61820.990\",\"0.50\"],[\"61820.98\",\"0\"],[\"61820.97\",\"0\"]]}");
  }
}
