package io.penstock.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frames of a real exchange, played as fast as they are read through sockets, Kafka and PostgreSQL,
 * end in exactly the books, trades and bars that separate code computed; and playing them again
 * changes nothing.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ReplayJourney {

  @TempDir Path directory;

  @Test
  void aRecordingEndsInTheExpectedMarketHoweverOftenItIsPlayed() throws Exception {
    List<String> once = playsTheRecordingOnAFreshMachine();
    List<String> twice = playsItAgainOnTheSameData();
    assertThat(twice).isEqualTo(once);
  }

  private List<String> playsTheRecordingOnAFreshMachine() throws Exception {
    try (ReplayedMarket market = ReplayedMarket.start(directory, "max")) {
      market.awaitEnd();
      market.assertTradesAsExpected();
      market.assertBarsAsExpected();
      market.assertBooksAsExpected();
      market.assertNothingReportedMissing();
      List<String> stored = market.everythingStored();
      market.stop();
      return stored;
    }
  }

  private List<String> playsItAgainOnTheSameData() throws Exception {
    try (ReplayedMarket market = ReplayedMarket.start(directory, "max")) {
      market.awaitEnd();
      market.assertBooksAsExpected();
      market.assertNothingReportedMissing();
      List<String> stored = market.everythingStored();
      market.stop();
      return stored;
    }
  }
}
