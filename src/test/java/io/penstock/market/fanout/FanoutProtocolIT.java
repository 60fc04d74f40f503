package io.penstock.market.fanout;

import static io.penstock.market.fanout.Samples.BTC;
import static io.penstock.market.fanout.Samples.ETH;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.BarInterval;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.TickCodec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol, sentence by sentence over a real socket: what is said, what is answered. */
class FanoutProtocolIT {

  private static final String BTC_TICKER =
      "{\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\",\"currency\":\"USD\",\"price\":\"61820.99\",\"bid\":\"61820.98\","
          + "\"ask\":\"61821.00\",\"open24h\":\"60000\",\"volume24h\":\"1234.5\",\"time\":\"2026-03-02T10:00:00.970Z\","
          + "\"received\":\"2026-03-02T10:00:00.990Z\","
          + "\"freshness\":{\"state\":\"fresh\",\"score\":100,\"ageMs\":10}}";

  private final FakeStreams streams = new FakeStreams();
  private final FanoutServer server = server();

  private FanoutServer server() {
    streams.write(Samples.trade(BTC, 1, "61820.99"));
    streams.write(Samples.quote(BTC, 1, "61820.98", "61821.00"));
    streams.write(Samples.trade(ETH, 1, "3000.10"));
    return FanoutServer.start(streams);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void greetsAndAsksForPongs() {
    try (Peer peer = new Peer(server.port())) {
      peer.send(
          "{\"id\":7,\"connect\":{\"name\":\"js\",\"version\":\"1\",\"token\":\"\",\"unheard\":[1]}}");
      assertThat(peer.next())
          .matches(
              "\\{\"id\":7,\"connect\":\\{\"client\":\"[0-9a-f-]{36}\",\"version\":\"penstock\",\"ping\":25,\"pong\":true}}");
    }
  }

  @Test
  void tickerBeginsWithTheLastPriceAndGoesOnWithEachChange() {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"ticker:BTC-USD\"}}");
      assertThat(peer.next())
          .isEqualTo(
              "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":\"id-of-market.ticks.v1-0-2\",\"offset\":3,\"data\":"
                  + BTC_TICKER
                  + "}}");
      streams.write(Samples.trade(BTC, 2, "61822.00"));
      assertThat(peer.next())
          .isEqualTo(
              "{\"push\":{\"channel\":\"ticker:BTC-USD\",\"pub\":{\"data\":"
                  + BTC_TICKER.replace("61820.99", "61822.00")
                  + ",\"offset\":4}}}");
    }
  }

  @Test
  void namesOfOneListingWithAndWithoutVenueAreTwoChannels() {
    try (Peer peer = server.connected()) {
      peer.send(
          "{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}",
          "{\"id\":3,\"subscribe\":{\"channel\":\"trades:BTC-USD@coinbase\"}}");
      peer.next(2);
      streams.write(Samples.trade(BTC, 2, "61822.00"));
      String trade =
          "{\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\",\"tradeId\":2,\"price\":\"61822.00\",\"quantity\":\"0.50\","
              + "\"takerSide\":\"buy\",\"time\":\"2026-03-02T10:00:00.970Z\",\"received\":\"2026-03-02T10:00:00.990Z\"}";
      assertThat(List.of(peer.next(), peer.next()))
          .containsExactlyInAnyOrder(
              "{\"push\":{\"channel\":\"trades:BTC-USD\",\"pub\":{\"data\":"
                  + trade
                  + ",\"offset\":4}}}",
              "{\"push\":{\"channel\":\"trades:BTC-USD@coinbase\",\"pub\":{\"data\":"
                  + trade
                  + ",\"offset\":4}}}");
    }
  }

  @Test
  void bookBeginsWholeAndGoesOnWithWhatChanged() {
    streams.write(
        Samples.snapshot(
            ETH,
            5,
            List.of(Level.of("2999", "1"), Level.of("2998", "2")),
            List.of(Level.of("3001", "0.5"))));
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"book:ETH-USD\"}}");
      assertThat(peer.next())
          .endsWith(
              "\"data\":{\"type\":\"snapshot\",\"symbol\":\"ETH-USD\",\"venue\":\"coinbase\",\"sequence\":5,"
                  + "\"bids\":[[\"2999\",\"1\"],[\"2998\",\"2\"]],\"asks\":[[\"3001\",\"0.5\"]]}}}");

      streams.write(
          Samples.update(ETH, 6, List.of(Level.of("2999", "0")), List.of(Level.of("3002", "7"))));
      assertThat(peer.next())
          .contains(
              "\"type\":\"update\"",
              "\"sequence\":6,\"bids\":[[\"2999\",\"0\"]],\"asks\":[[\"3002\",\"7\"]]}");

      streams.write(
          Samples.snapshot(
              ETH,
              6,
              List.of(Level.of("2998", "2")),
              List.of(Level.of("3001", "0.5"), Level.of("3002", "7"))));
      streams.write(
          Samples.snapshot(
              ETH, 9, List.of(Level.of("2997", "3")), List.of(Level.of("3001", "0.6"))));
      assertThat(peer.next())
          .as("a whole book that tells nothing new is not sent, one that does is sent as a change")
          .contains(
              "\"sequence\":9,\"bids\":[[\"2998\",\"0\"],[\"2997\",\"3\"]],\"asks\":[[\"3001\",\"0.6\"],[\"3002\",\"0\"]]}");
    }
  }

  @Test
  void barsBeginWithTheLastOne() {
    streams.write(Samples.bar(BTC, BarInterval.ONE_MINUTE, FakeStreams.WRITTEN, "105.00", 0));
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"bars-1m:BTC-USD\"}}");
      String bar =
          "{\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\",\"interval\":\"1m\",\"start\":\"2026-03-02T10:00:00Z\","
              + "\"open\":\"100.00\",\"high\":\"110.00\",\"low\":\"90.00\",\"close\":\"105.00\",\"volume\":\"2.0\","
              + "\"vwap\":\"101.000000000000\",\"trades\":2,\"revision\":0,\"closed\":false}";
      assertThat(peer.next())
          .isEqualTo(
              "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":\"id-of-market.bars.v1-0-2\",\"offset\":1,\"data\":"
                  + bar
                  + "}}");
      streams.write(Samples.bar(BTC, BarInterval.ONE_SECOND, FakeStreams.WRITTEN, "1.00", 0));
      streams.write(Samples.bar(BTC, BarInterval.ONE_MINUTE, FakeStreams.WRITTEN, "106.00", 1));
      assertThat(peer.next())
          .isEqualTo(
              "{\"push\":{\"channel\":\"bars-1m:BTC-USD\",\"pub\":{\"data\":"
                  + bar.replace("105.00", "106.00").replace("\"revision\":0", "\"revision\":1")
                  + ",\"offset\":3}}}");
    }
  }

  @Test
  void knownSymbolWithoutStateOfAKindIsSubscribedWithoutData() {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"book:BTC-USD\"}}");
      assertThat(peer.next())
          .isEqualTo(
              "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"epoch\":\"id-of-market.ticks.v1-0-2\",\"offset\":3}}");
      streams.write(Samples.snapshot(BTC, 0, List.of(Level.of("1", "2")), List.of()));
      assertThat(peer.next())
          .contains("\"type\":\"snapshot\"", "\"bids\":[[\"1\",\"2\"]],\"asks\":[]}");
    }
  }

  @Test
  void clientThatAsksForWhatItMissedIsToldToBeginAnew() {
    try (Peer peer = server.connected()) {
      peer.send(
          "{\"id\":2,\"subscribe\":{\"channel\":\"ticker:BTC-USD\",\"recover\":true,\"epoch\":\"x\",\"offset\":1}}");
      assertThat(peer.next())
          .startsWith(
              "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"positioned\":true,\"was_recovering\":true,\"recovered\":false,\"epoch\"");
    }
  }

  @Test
  void nothingArrivesAfterUnsubscribing() {
    try (Peer peer = server.connected()) {
      peer.send(
          "{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}",
          "{\"id\":3,\"unsubscribe\":{\"channel\":\"trades:BTC-USD\"}}",
          "{\"id\":4,\"subscribe\":{\"channel\":\"trades:ETH-USD\"}}");
      peer.next();
      assertThat(peer.next()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
      peer.next();
      streams.write(Samples.trade(BTC, 2, "61822.00"));
      streams.write(Samples.trade(ETH, 2, "3000.20"));
      assertThat(peer.next()).startsWith("{\"push\":{\"channel\":\"trades:ETH-USD\"");
    }
  }

  @Test
  void channelCanBeSubscribedAgainAfterUnsubscribing() {
    try (Peer peer = server.connected()) {
      for (int id = 2; id < 20; id += 2) {
        peer.send(
            "{\"id\":" + id + ",\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}",
            "{\"id\":" + (id + 1) + ",\"unsubscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      }
      peer.send("{\"id\":20,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      assertThat(peer.next(19))
          .contains("{\"id\":19,\"unsubscribe\":{}}\n{\"id\":20,\"subscribe\":{\"recoverable\"");
      streams.write(Samples.trade(BTC, 2, "61822.00"));
      streams.write(Samples.trade(BTC, 3, "61823.00"));
      assertThat(peer.next()).contains("\"tradeId\":2,");
      assertThat(peer.next()).contains("\"tradeId\":3,");
    }
  }

  @Test
  void unsubscribingFromWhatWasNeverSubscribedIsDone() {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"unsubscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      assertThat(peer.next()).isEqualTo("{\"id\":2,\"unsubscribe\":{}}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ticker:BTC-EUR, 102, unknown channel",
    "ticker:BTC-USD@kraken, 102, unknown channel",
    "news:BTC-USD, 102, unknown channel",
    "ticker:btc-usd, 107, bad request",
    "ticker:BTC-USD@, 107, bad request",
    "ticker, 107, bad request",
    ":BTC-USD, 107, bad request",
  })
  void refusesChannelsThatAreNotThere(String channel, int code, String message) {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
      assertThat(peer.next())
          .isEqualTo(
              "{\"id\":2,\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}");
      peer.send("{\"id\":3,\"ping\":{}}");
      assertThat(peer.next()).as("the connection stays").isEqualTo("{\"id\":3,\"ping\":{}}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"channel\":null}",
        "{\"channel\":5}",
        "{\"channel\":[\"ticker:BTC-USD\"]}"
      })
  void refusesASubscriptionWithoutAChannel(String request) {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":" + request + "}");
      assertThat(peer.next())
          .isEqualTo("{\"id\":2,\"error\":{\"code\":107,\"message\":\"bad request\"}}");
    }
  }

  @Test
  void refusesASecondSubscriptionToAChannel() {
    try (Peer peer = server.connected()) {
      peer.send(
          "{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}",
          "{\"id\":3,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      assertThat(peer.next(2))
          .contains("{\"id\":3,\"error\":{\"code\":105,\"message\":\"already subscribed\"}}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish", "presence", "presence_stats", "rpc", "refresh"})
  void tellsWhatIsNotAvailable(String method) {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"" + method + "\":{\"channel\":\"ticker:BTC-USD\"}}");
      assertThat(peer.next())
          .isEqualTo("{\"id\":2,\"error\":{\"code\":108,\"message\":\"not available\"}}");
    }
  }

  @Test
  void subscriptionsOfPublicChannelsNeedNoTokensAndKeepForEver() {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\",\"token\":\"whatever\"}}");
      assertThat(peer.next()).startsWith("{\"id\":2,\"subscribe\":{").doesNotContain("expires");
      peer.send(
          "{\"id\":3,\"sub_refresh\":{\"channel\":\"trades:BTC-USD\",\"token\":\"whatever\"}}",
          "{\"id\":4,\"sub_refresh\":{\"channel\":\"trades:ETH-USD\",\"token\":\"whatever\"}}");
      assertThat(peer.next()).isEqualTo("{\"id\":3,\"sub_refresh\":{}}");
      assertThat(peer.next())
          .isEqualTo("{\"id\":4,\"error\":{\"code\":103,\"message\":\"permission denied\"}}");
    }
  }

  @Test
  void tellsThatAMethodIsUnheardOf() {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"dance\":{}}");
      assertThat(peer.next())
          .isEqualTo("{\"id\":2,\"error\":{\"code\":104,\"message\":\"method not found\"}}");
    }
  }

  @Test
  void pushesThatAFeedIsAwayAndBack() {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"ticker:BTC-USD\"}}");
      peer.next();
      streams.write(Samples.state(BTC, FeedState.Status.STALE));
      assertThat(peer.next())
          .contains(
              "\"freshness\":{\"state\":\"stale\",\"score\":0,\"ageMs\":10}},\"offset\":4}}}");
      streams.write(Samples.state(BTC, FeedState.Status.LIVE));
      assertThat(peer.next())
          .contains(
              "\"freshness\":{\"state\":\"fresh\",\"score\":100,\"ageMs\":10}},\"offset\":5}}}");
      streams.write(Samples.state(BTC, FeedState.Status.ENDED));
      assertThat(peer.next())
          .contains(
              "\"freshness\":{\"state\":\"closed\",\"score\":0,\"ageMs\":10}},\"offset\":6}}}");
    }
  }

  @Test
  void pushesThatAPriceHasGrownOldWithoutNews() {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"ticker:BTC-USD\"}}");
      peer.next();
      server.clock.advance(Duration.ofMillis(9_990));
      assertThat(peer.next())
          .endsWith("\"freshness\":{\"state\":\"delayed\",\"score\":84,\"ageMs\":10000}}}}}");
      server.clock.advance(Duration.ofSeconds(50));
      assertThat(peer.next())
          .endsWith("\"freshness\":{\"state\":\"stale\",\"score\":0,\"ageMs\":60000}}}}}");
    }
  }

  @Test
  void unreadableRecordIsCountedAndTheNextOneArrives() {
    try (Peer peer = server.connected()) {
      peer.send("{\"id\":2,\"subscribe\":{\"channel\":\"trades:BTC-USD\"}}");
      peer.next();
      streams.write(
          MarketTopics.TICKS, "BTC-USD", new byte[] {(byte) 0xFF, 1, 2}, FakeStreams.WRITTEN);
      streams.write(Samples.trade(BTC, 2, "61822.00"));
      assertThat(peer.next()).contains("\"tradeId\":2").endsWith("\"offset\":5}}}");
    }
    assertThat(server.count("penstock.fanout.unreadable.records", "topic", MarketTopics.TICKS))
        .isEqualTo(1);
  }

  @Test
  void replicaBeginsWithWhatTheHistoryWindowHolds() {
    FakeStreams old = new FakeStreams();
    old.write(
        MarketTopics.TICKS,
        "BTC-USD",
        TickCodec.encode(Samples.trade(BTC, 1, "1.00")),
        Samples.NOW.minusSeconds(121));
    old.write(Samples.trade(ETH, 1, "2.00"));
    try (FanoutServer second = FanoutServer.start(old);
        Peer peer = second.connected()) {
      peer.send(
          "{\"id\":2,\"subscribe\":{\"channel\":\"ticker:BTC-USD\"}}",
          "{\"id\":3,\"subscribe\":{\"channel\":\"ticker:ETH-USD\"}}");
      assertThat(peer.next(2))
          .contains("{\"id\":2,\"error\":{\"code\":102", "{\"id\":3,\"subscribe\":{");
    }
  }

  @Test
  void shutdownSendsClientsElsewhere() {
    try (Peer peer = server.connected()) {
      server.sessions.drain(Duration.ZERO).subscribe();
      assertThat(peer.next()).isEqualTo("close 3001 shutdown");
      try (Peer late = new Peer(server.port())) {
        assertThat(late.status()).isEqualTo("HTTP/1.1 503 Service Unavailable");
      }
    }
  }
}
