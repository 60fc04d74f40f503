package io.penstock.market.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Listing;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ListingTrackTest {

  private static final Listing LISTING = FeedBench.listing("BTC-USD");

  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

  private final ListingTrack track = new ListingTrack(LISTING, Duration.ofMinutes(1));

  @Test
  void whatWasNotAcknowledgedForCertainIsMissedAgain() {
    track.lastTrade(100);
    track.trade(101, NOW);
    track.trade(102, NOW.plusSeconds(1));
    track.doubt();
    track.begin();
    assertThat(track.lastTrade(105)).isEqualTo(gap(101, 105));
  }

  @Test
  void tradesOfAQuietListingAreMissedAgainToo() {
    track.trade(101, NOW);
    track.trade(102, NOW.plusSeconds(31));
    track.doubt();
    track.begin();
    assertThat(track.trade(104, NOW.plusSeconds(60))).isEqualTo(gap(101, 103));
  }

  @Test
  void lineThatGoesOnForAnotherMissesWhatCameBetween() {
    track.trade(101, NOW);
    ListingTrack after = new ListingTrack(LISTING, Duration.ofMinutes(1));
    after.follow(track);
    assertThat(after.trade(104, NOW)).isEqualTo(gap(102, 103));
  }

  @Test
  void whatWasReadLongAgoIsNotAskedForAgain() {
    for (int id = 1; id <= 200; id++) {
      track.trade(id, NOW.plusSeconds(id));
    }
    track.doubt();
    track.begin();
    TradeGap gap = track.trade(201, NOW.plusSeconds(300));
    assertThat(gap).isNotNull();
    assertThat(gap.firstId()).isBetween(140L, 170L);
  }

  private static TradeGap gap(long first, long last) {
    return new TradeGap(LISTING, first, last);
  }

  @Test
  void firstTradeEverIsNoGap() {
    assertThat(track.trade(4_711, NOW)).isNull();
    assertThat(track.trade(4_712, NOW)).isNull();
  }

  @Test
  void tradesCountOnFromTheLastOneBeforeTheSubscription() {
    assertThat(track.lastTrade(100)).isNull();
    assertThat(track.trade(101, NOW)).isNull();
    assertThat(track.trade(103, NOW)).isEqualTo(gap(102, 102));
    assertThat(track.trade(104, NOW)).isNull();
  }

  @Test
  void tradesThatComeTwiceOrLateAreNoGap() {
    track.lastTrade(100);
    track.trade(102, NOW);
    assertThat(track.trade(101, NOW)).isNull();
    assertThat(track.trade(102, NOW)).isNull();
    assertThat(track.trade(103, NOW)).isNull();
  }

  @Test
  void heartbeatMayOvertakeTheTradeItNames() {
    track.lastTrade(100);
    assertThat(track.heartbeat(101)).isNull();
    assertThat(track.trade(101, NOW)).isNull();
    assertThat(track.heartbeat(101)).isNull();
    assertThat(track.isBehind()).isFalse();
  }

  @Test
  void tradeNamedByOneHeartbeatIsMissingAtTheNext() {
    track.lastTrade(100);
    assertThat(track.heartbeat(102)).isNull();
    assertThat(track.heartbeat(103)).isEqualTo(gap(101, 102));
    assertThat(track.isBehind()).isTrue();
    assertThat(track.heartbeat(103)).isEqualTo(gap(103, 103));
    assertThat(track.heartbeat(103)).isNull();
    assertThat(track.trade(104, NOW)).isNull();
  }

  @Test
  void heartbeatsBeforeTheSubscriptionsFirstTradeProveNothing() {
    assertThat(track.heartbeat(100)).isNull();
    assertThat(track.heartbeat(105)).isNull();
    assertThat(track.isBehind()).isTrue();
    assertThat(track.lastTrade(105)).isNull();
  }

  @Test
  void nextLineShowsWhatWasMissedBetween() {
    track.lastTrade(100);
    track.trade(101, NOW);
    track.begin();
    assertThat(track.lastTrade(101)).isNull();
    track.begin();
    assertThat(track.lastTrade(105)).isEqualTo(gap(102, 105));
    track.begin();
    assertThat(track.trade(107, NOW)).isEqualTo(gap(106, 106));
  }

  @Test
  void venueThatCountsAnewIsFollowed() {
    track.lastTrade(100);
    track.begin();
    assertThat(track.lastTrade(3)).isNull();
    assertThat(track.trade(4, NOW)).isNull();
    assertThat(track.trade(6, NOW)).isEqualTo(gap(5, 5));
    track.begin();
    assertThat(track.trade(1, NOW)).isNull();
    assertThat(track.trade(2, NOW)).isNull();
  }
}
