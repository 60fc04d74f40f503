package io.penstock.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed with -9 in the middle of a recording; what it stored ends as if nothing had
 * happened.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class KillJourney {

  @TempDir Path directory;

  @Test
  void aKillInTheMiddleOfARecordingLosesAndDoublesNothing() throws Exception {
    killsItInTheMiddle();
    playsTheRecordingFromItsFirstFrame();
  }

  private void killsItInTheMiddle() throws Exception {
    try (ReplayedMarket market = ReplayedMarket.start(directory, "4")) {
      market.awaitTrades(ReplayedMarket.TRADES / 3);
      market.kill();
    }
  }

  private void playsTheRecordingFromItsFirstFrame() throws Exception {
    try (ReplayedMarket market = ReplayedMarket.start(directory, "max")) {
      assertThat(market.trades())
          .as("stored before")
          .isGreaterThanOrEqualTo(ReplayedMarket.TRADES / 3);
      market.awaitEnd();
      market.assertTradesAsExpected();
      market.assertBarsAsExpected();
      market.assertBooksAsExpected();
      market.assertNothingReportedMissing();
      market.stop();
    }
  }
}
