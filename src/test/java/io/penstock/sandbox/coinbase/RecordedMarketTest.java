package io.penstock.sandbox.coinbase;

import static io.penstock.sandbox.coinbase.CoinbaseFrames.match;
import static io.penstock.sandbox.coinbase.CoinbaseFrames.snapshot;
import static io.penstock.sandbox.coinbase.CoinbaseFrames.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.sandbox.coinbase.Market.Candle;
import io.penstock.sandbox.coinbase.Market.Match;
import io.penstock.sandbox.venue.Recording;
import io.penstock.sandbox.venue.Replay;
import io.penstock.sandbox.venue.ReplaySpeed;
import io.penstock.sandbox.venue.Stage;
import io.penstock.sandbox.venue.SteppedClock;
import io.penstock.sandbox.venue.TestRecording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordedMarketTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> SKL = Set.of("SKL-USD");
  private static final Channel[] DATA = {Channel.LEVEL2, Channel.MATCHES, Channel.TICKER};

  /** From the subscription to the first frame: the look that sees it, and five quiet ones. */
  private static final Duration SETTLED = Duration.ofMillis(120);

  private final VirtualTimeScheduler loop = VirtualTimeScheduler.create();
  private final Clock clock = SteppedClock.of(loop);
  private final TestRecording session = CoinbaseFrames.session("SKL-USD");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void playsFramesByteForByteAtThePaceTheyWereReceived(int speed) throws IOException {
    TestClient client = client(market(session, new ReplaySpeed(speed), false));
    client.subscribe(SKL, DATA);
    assertThat(client.hear(SETTLED.minusMillis(1)))
        .hasSize(1)
        .first()
        .asString()
        .contains("\"subscriptions\"");
    assertThat(client.hear(Duration.ofMillis(1))).isEqualTo(session.frames().subList(0, 2));
    assertThat(client.hear(millis(500, speed).minusNanos(1))).isEmpty();
    assertThat(client.hear(Duration.ofNanos(1))).isEqualTo(session.frames().subList(2, 3));
    assertThat(client.hear(millis(500, speed))).isEqualTo(session.frames().subList(3, 4));
    assertThat(client.hear(millis(1_000, speed).minusNanos(1))).isEmpty();
    assertThat(client.hear(Duration.ofNanos(1))).isEqualTo(session.frames().subList(4, 5));
    assertThat(client.hear(millis(1_000, speed))).isEqualTo(session.frames().subList(5, 6));
  }

  @Test
  void playsAllAtOnceAtLargestSpeed() throws IOException {
    TestClient client = client(market(session, ReplaySpeed.MAX, false));
    client.subscribe(SKL, DATA);
    assertThat(withoutAnswers(client.hear(SETTLED))).isEqualTo(session.frames());
  }

  @Test
  void waitsForAClientThatSubscribesByManyMessages() throws IOException {
    TestClient client = client(market(session, ReplaySpeed.MAX, false));
    for (Channel channel : DATA) {
      client.subscribe(SKL, channel);
      assertThat(withoutAnswers(client.hear(Duration.ofMillis(90)))).isEmpty();
    }
    assertThat(withoutAnswers(client.hear(SETTLED))).isEqualTo(session.frames());
  }

  @Test
  void passesOnlyWhatWasSubscribedTo() throws IOException {
    TestRecording two =
        CoinbaseFrames.session("SKL-USD").add(3_100, match("match", "NU-GBP", 7, 70, 3_100));
    TestClient client = client(market(two, ReplaySpeed.MAX, false));
    client.subscribe(SKL, Channel.MATCHES);
    assertThat(withoutAnswers(client.hear(SETTLED)))
        .isEqualTo(
            two.frames().stream()
                .filter(f -> f.contains("match") && f.contains("SKL-USD"))
                .toList());
  }

  @Test
  void playsWhatIsNotJsonAsItWas() throws IOException {
    TestRecording broken =
        CoinbaseFrames.session("SKL-USD").add(3_100, "{\"type\":\"match\",\"trade");
    TestClient client = client(market(broken, ReplaySpeed.MAX, false));
    client.subscribe(SKL, DATA);
    assertThat(withoutAnswers(client.hear(SETTLED))).isEqualTo(broken.frames());
  }

  @Test
  void goesOnWhereItWasAfterAReconnect() throws IOException {
    RecordedMarket market = market(session, new ReplaySpeed(1), false);
    TestClient first = client(market);
    first.subscribe(SKL, DATA);
    assertThat(withoutAnswers(first.hear(SETTLED.plusMillis(1_000))))
        .isEqualTo(session.frames().subList(0, 4));
    first.disconnect();
    loop.advanceTimeBy(Duration.ofMinutes(1));
    TestClient second = client(market);
    second.subscribe(SKL, Channel.LEVEL2, Channel.MATCHES);
    assertThat(withoutAnswers(second.hear(SETTLED)))
        .containsExactly(
            snapshot("SKL-USD").replace("1.50", "0.50"),
            match("last_match", "SKL-USD", 11, 105, 1_000),
            session.frames().get(4));
    assertThat(second.hear(Duration.ofMillis(1_000))).isEqualTo(session.frames().subList(5, 6));
  }

  @Test
  void beginsAnewForASecondConnectionAtTheSameTime() throws IOException {
    RecordedMarket market = market(session, ReplaySpeed.MAX, false);
    TestClient first = client(market);
    first.subscribe(SKL, DATA);
    first.hear(SETTLED);
    TestClient second = client(market);
    second.subscribe(SKL, DATA);
    assertThat(withoutAnswers(second.hear(SETTLED))).isEqualTo(session.frames());
  }

  @Test
  void beatsOnAfterTheEndWithTheLastTradeAndATimeThatGoesOn() throws IOException {
    RecordedMarket market = market(session, ReplaySpeed.MAX, false);
    TestClient client = client(market);
    client.subscribe(SKL, Channel.MATCHES, Channel.HEARTBEAT);
    client.hear(SETTLED);
    assertThat(market.replay()).isEqualTo(new Replay(file().toString(), 6, 6, 1, true));
    assertThat(client.hear(Duration.ofSeconds(1).minus(SETTLED)))
        .containsExactly(CoinbaseMessages.heartbeat("SKL-USD", 110, 12, time(3_880)));
    assertThat(client.hear(Duration.ofSeconds(2)))
        .containsExactly(
            CoinbaseMessages.heartbeat("SKL-USD", 110, 12, time(4_880)),
            CoinbaseMessages.heartbeat("SKL-USD", 110, 12, time(5_880)));
    client.disconnect();
    TestClient again = client(market);
    again.subscribe(SKL, Channel.HEARTBEAT);
    assertThat(withoutAnswers(again.hear(Duration.ofSeconds(1)))).hasSize(1);
  }

  @Test
  void beatsThroughASilentStretchWithoutRunningAheadOfIt() throws IOException {
    TestClient client = client(market(session, new ReplaySpeed(0.1), false));
    client.subscribe(SKL, Channel.HEARTBEAT);
    List<String> beats = withoutAnswers(client.hear(Duration.ofSeconds(11)));
    assertThat(beats).hasSize(11);
    assertThat(beats.get(3)).isEqualTo(CoinbaseMessages.heartbeat("SKL-USD", 100, 10, time(388)));
    assertThat(beats.get(10))
        .isEqualTo(CoinbaseMessages.heartbeat("SKL-USD", 105, 11, time(1_088)));
  }

  @Test
  void leavesHeartbeatsToARecordingThatHasThem() throws IOException {
    session.add(3_500, CoinbaseMessages.heartbeat("SKL-USD", 110, 12, time(3_500)));
    TestClient client = client(market(session, new ReplaySpeed(1), false));
    client.subscribe(SKL, Channel.HEARTBEAT);
    assertThat(withoutAnswers(client.hear(SETTLED.plusMillis(3_499)))).isEmpty();
    assertThat(client.hear(Duration.ofMillis(1))).isEqualTo(session.frames().subList(6, 7));
  }

  @Test
  void shiftsTimesAndIdsFromRoundTwoOn() throws IOException {
    RecordedMarket market = market(session, new ReplaySpeed(1), true);
    TestClient client = client(market);
    client.subscribe(SKL, Channel.MATCHES);
    List<String> frames = withoutAnswers(client.hear(SETTLED.plusMillis(3 * 3_050).minusNanos(1)));
    assertThat(frames)
        .containsExactly(
            match("last_match", "SKL-USD", 10, 100, -5_000),
            match("match", "SKL-USD", 11, 105, 1_000),
            match("match", "SKL-USD", 12, 110, 3_000),
            match("match", "SKL-USD", 13, 116, 4_050),
            match("match", "SKL-USD", 14, 121, 6_050),
            match("match", "SKL-USD", 15, 127, 7_100),
            match("match", "SKL-USD", 16, 132, 9_100));
    assertThat(market.replay().round()).isEqualTo(3);
    assertThat(market.replay().done()).isFalse();
  }

  @Test
  void answersRestFromTheFramesPlayed() throws IOException {
    RecordedMarket market = market(session, new ReplaySpeed(1), false);
    TestClient client = client(market);
    client.subscribe(SKL, Channel.TICKER);
    assertThat(market.trades("SKL-USD", 0, Long.MAX_VALUE, 10)).isEmpty();
    client.hear(SETTLED.plusMillis(1_000));
    assertThat(ids(market.trades("SKL-USD", 0, Long.MAX_VALUE, 10))).containsExactly(11L, 10L);
    client.hear(Duration.ofSeconds(2));
    assertThat(ids(market.trades("SKL-USD", 10, Long.MAX_VALUE, 10))).containsExactly(12L, 11L);
    assertThat(ids(market.trades("SKL-USD", 0, 12, 1))).containsExactly(11L);
    Instant minute = Instant.parse("2021-04-17T16:43:00Z");
    assertThat(market.candles("SKL-USD", Duration.ofMinutes(1), minute, minute))
        .containsExactly(
            new Candle(minute.getEpochSecond(), "10.01", "10.01", "10.01", "10.01", "0.3"));
  }

  @Test
  void makesUpProductsWhoseAnswerWasNotRecorded() throws IOException {
    RecordedMarket market = market(session, ReplaySpeed.MAX, false);
    assertThat(market.products()).containsExactly("SKL-USD");
    JsonNode product = JSON.readTree(market.describe("SKL-USD"));
    assertThat(product.path("quote_increment").asString()).isEqualTo("0.01");
    assertThat(product.path("base_increment").asString()).isEqualTo("0.01");
    assertThat(product.path("status").asString()).isEqualTo("online");
  }

  /** Ending a scheduler's threads waits for their locks; an event loop may not. */
  @Test
  void closesWithoutMakingAnEventLoopWait() throws IOException {
    Recording<RecordedFrame, Told> recording =
        Recording.open(session.write(file()), new CoinbaseContents());
    for (int i = 0; i < 20; i++) {
      Scheduler reader = Schedulers.newBoundedElastic(4, 64, "reader", 60, true);
      RecordedMarket market =
          new RecordedMarket(
              new CoinbaseContents(),
              new Stage<>(
                  recording,
                  ReplaySpeed.MAX,
                  false,
                  reader,
                  clock,
                  new Telemetry(new SimpleMeterRegistry())));
      recording.frames(0).subscribeOn(reader).blockLast();
      Mono.defer(market::close).subscribeOn(Schedulers.parallel()).block();
      assertThat(reader.isDisposed()).isTrue();
    }
  }

  private static List<Long> ids(List<Match> trades) {
    return trades.stream().map(Match::tradeId).toList();
  }

  private static List<String> withoutAnswers(List<String> frames) {
    return frames.stream()
        .filter(frame -> !frame.startsWith("{\"type\":\"subscriptions\""))
        .toList();
  }

  private static Duration millis(long recorded, int speed) {
    return Duration.ofNanos(recorded * 1_000_000 / speed);
  }

  private Path file() {
    return folder.resolve("session.jsonl");
  }

  private RecordedMarket market(TestRecording recording, ReplaySpeed speed, boolean looped)
      throws IOException {
    CoinbaseContents contents = new CoinbaseContents();
    return new RecordedMarket(
        contents,
        new Stage<>(
            Recording.open(recording.write(file()), contents),
            speed,
            looped,
            Schedulers.immediate(),
            clock,
            new Telemetry(new SimpleMeterRegistry())));
  }

  private TestClient client(Market market) {
    return new TestClient(market, loop, clock);
  }
}
