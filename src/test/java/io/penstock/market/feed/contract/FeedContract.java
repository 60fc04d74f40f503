package io.penstock.market.feed.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.penstock.market.feed.Feed;
import io.penstock.market.feed.FeedRules;
import io.penstock.market.feed.VirtualRig;
import io.penstock.market.feed.contract.LoopbackVenue.Connection;
import io.penstock.market.feed.contract.VenueScript.Limits;
import io.penstock.market.feed.contract.VenueScript.Tools;
import io.penstock.market.tick.BookChange;
import io.penstock.market.tick.FeedState;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.MarketEvent;
import io.penstock.market.tick.MarketTopics;
import io.penstock.market.tick.Quote;
import io.penstock.market.tick.Side;
import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Times;
import io.penstock.market.tick.Trade;
import io.penstock.platform.resilience.Guards;
import io.penstock.platform.resilience.ResilienceProperties;
import io.penstock.platform.streams.OutgoingRecord;
import io.penstock.platform.telemetry.Telemetry;
import io.penstock.platform.values.Decimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What every venue's adapter does, whatever its vendor's words are. Each sentence is tried on the
 * real adapter under the real supervision, over a real WebSocket at whose other end a {@link
 * VenueScript} speaks as the vendor does; only the broker is a fake, and time passes when the test
 * lets it. The vendor's own limits and watches hold.
 *
 * <table>
 * <caption>The contract</caption>
 * <tr><td>C01</td><td>Quotes, trades and books come as they are told, after a word that the listing
 *   is live and its whole book.</td></tr>
 * <tr><td>C02</td><td>A hole in trade ids is found and filled from the venue's history.</td></tr>
 * <tr><td>C03</td><td>What is told twice makes no hole and no wrong book.</td></tr>
 * <tr><td>C04</td><td>What comes out of order loses no trade, and leaves no wrong book.</td></tr>
 * <tr><td>C05</td><td>A book that fails its check is stale until it came whole again, and nothing of
 *   it is told in between.</td></tr>
 * <tr><td>C06</td><td>A frame that cannot be read is kept as a dead letter, and ends no line.</td></tr>
 * <tr><td>C07</td><td>A line that falls silent is given up within five seconds, and replaced.</td></tr>
 * <tr><td>C08</td><td>A line that is closed or breaks is replaced; books begin anew, and trades missed
 *   in between are told.</td></tr>
 * <tr><td>C09</td><td>A venue that refuses us is tried again, ever more slowly, and read when it is
 *   back.</td></tr>
 * <tr><td>C10</td><td>A slow broker is felt by the socket: nothing is buffered without bound, nothing
 *   is lost, and it is no stall.</td></tr>
 * <tr><td>C11</td><td>No window of time holds more connects, or requests, and no connection more
 *   streams, than the vendor allows.</td></tr>
 * <tr><td>C12</td><td>A symbol in trouble stops no other one, and is not asked for too often.</td></tr>
 * <tr><td>C13</td><td>A symbol that the venue does not have, or has no longer, ends alone.</td></tr>
 * <tr><td>C14</td><td>A line that is to end gets its successor before, and takes its leave when that
 *   has spoken: no trade is missed, and always one of the two is live.</td></tr>
 * <tr><td>C15</td><td>A second whole book replaces the first, in place.</td></tr>
 * <tr><td>C16</td><td>Numbers are exact: tiny, huge, and with the zeros they were written with.</td></tr>
 * <tr><td>C17</td><td>The venue's time and ours are kept apart; a venue whose clock is ahead harms
 *   nobody.</td></tr>
 * <tr><td>C18</td><td>A line that lives but tells nothing of the market is replaced; a quiet market is
 *   not taken for one.</td></tr>
 * <tr><td>C19</td><td>Pings are answered with their own payload; pings and heartbeats are signs of
 *   life.</td></tr>
 * <tr><td>C20</td><td>A venue without heartbeats is asked for a sign of life.</td></tr>
 * <tr><td>C21</td><td>A message in fragments is one message.</td></tr>
 * <tr><td>C22</td><td>A refusal that is about no symbol ends the line, and the next one is made after
 *   a pause.</td></tr>
 * <tr><td>C23</td><td>At the end of the process the line is closed, and readers are told.</td></tr>
 * </table>
 */
@TestMethodOrder(MethodOrderer.DisplayName.class)
public abstract class FeedContract {

  /** Passes for each look at what a network brings: no faster than the wall's time. */
  private static final Duration LOOK = Duration.ofMillis(10);

  private static final Duration STEP = Duration.ofMillis(250);

  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private final VenueScript script = script();
  private final LoopbackVenue venue = script.opens(new LoopbackVenue());
  private final VirtualRig rig = new VirtualRig();
  private final String one = script.symbol();
  private final String other = script.other();

  /** A new one of the venue's. */
  protected abstract VenueScript script();

  @AfterEach
  void stop() {
    rig.close();
    venue.close();
  }

  // C01 to C06: what is told

  @Test
  @DisplayName("C01 quotes, trades and books come as they are told")
  void eventsComeAsTheyAreTold() {
    rig.start(feed(one, other));
    awaitTold("snapshot 0 " + other);
    awaitTold("snapshot 0 " + one);

    assertThat(rig.broker.told())
        .startsWith("STALE (not connected yet) " + one, "STALE (not connected yet) " + other)
        .containsSubsequence("LIVE " + one, "snapshot 0 " + one)
        .containsSubsequence("LIVE " + other, "snapshot 0 " + other)
        .hasSize(6);

    rig.broker.forget();
    say(
        script.quote(one, "100.00", "101.00", now()),
        script.update(one, Side.BUY, "99.75", "3.00000000", now()),
        script.update(one, Side.SELL, "101.00", "0.00000000", now()),
        script.trade(one, "100.50", "0.25000000", now()));
    awaitTold("trade 101 " + one);

    assertThat(rig.broker.told())
        .hasSize(4)
        .endsWith("update 1 " + one, "update 2 " + one, "trade 101 " + one);
    assertThat(rig.broker.events().getFirst())
        .isInstanceOfSatisfying(
            Quote.class,
            quote -> {
              assertThat(quote.bid()).isEqualTo(Decimal.parse("100"));
              assertThat(quote.ask()).isEqualTo(Decimal.parse("101"));
            });
    assertThat(trades().getLast())
        .isEqualTo(
            new Trade(
                listing(one),
                101,
                Decimal.parse("100.5"),
                Decimal.parse("0.25"),
                Side.BUY,
                Times.of(now(), now())));
    assertThat(rig.count("penstock.feed.gaps")).isZero();
    assertThat(rig.count("penstock.feed.dropped")).isZero();
  }

  @Test
  @DisplayName("C02 a hole in trade ids is filled from the history")
  void holesAreFilled() {
    reads(one, other);
    script.trade(one, "100.10", "0.10000000", now());
    script.trade(one, "100.20", "0.20000000", now());
    say(script.trade(one, "100.30", "0.30000000", now()));
    awaitTold("trade 102 " + one);

    assertThat(rig.broker.told())
        .containsExactly("trade 103 " + one, "trade 101 " + one, "trade 102 " + one);
    assertThat(trades())
        .extracting(trade -> trade.price() + " " + trade.quantity() + " " + trade.takerSide())
        .containsExactly("100.30 0.30000000 BUY", "100.10 0.10000000 BUY", "100.20 0.20000000 BUY");
    assertThat(rig.count("penstock.feed.gaps")).isEqualTo(1);
    assertThat(rig.count("penstock.feed.gaps.filled")).isEqualTo(1);
  }

  @Test
  @DisplayName("C03 what is told twice makes no hole and no wrong book")
  void repetitionsDoNoHarm() {
    reads(one, other);
    String update = script.update(one, Side.BUY, "99.75", "3.00000000", now());
    String trade = script.trade(one, "100.10", "0.10000000", now());
    say(update, update, trade, trade, script.trade(one, "100.20", "0.10000000", now()));
    awaitTold("trade 102 " + one);

    awaitBook(one);
    assertThat(trades()).extracting(Trade::tradeId).startsWith(101L).endsWith(102L);
    assertThat(rig.broker.told()).noneMatch(told -> told.startsWith("STALE"));
    assertThat(rig.count("penstock.feed.gaps")).isZero();
  }

  @Test
  @DisplayName("C04 what comes out of order loses no trade and leaves no wrong book")
  void disorderLosesNothing() {
    reads(one, other);
    String first = script.trade(one, "100.10", "0.10000000", now());
    String second = script.trade(one, "100.20", "0.20000000", now());
    String third = script.trade(one, "100.30", "0.30000000", now());
    say(first, third, second);
    awaitTold("trade 102 " + one);
    String update = script.update(one, Side.BUY, "99.75", "3.00000000", now());
    String next = script.update(one, Side.SELL, "101.50", "3.00000000", now());
    say(next, update);
    awaitBook(one);
    say(script.trade(one, "100.40", "0.10000000", now()));
    awaitTold("trade 104 " + one);

    assertThat(trades()).extracting(Trade::tradeId).contains(101L, 102L, 103L, 104L);
    assertThat(rig.count("penstock.feed.gaps")).isEqualTo(1);
    assertThat(rig.connects()).hasSize(1);
  }

  @Test
  @DisplayName("C05 a book that fails its check is stale until it came whole again")
  void brokenBookBeginsAnew() {
    reads(one, other);
    List<String> before = venue.connection().requests();
    say(
        script.brokenUpdate(one, now()),
        script.update(one, Side.BUY, "99.75", "3.00000000", now()));
    awaitTold("snapshot 0 " + one);
    say(script.update(one, Side.BUY, "99.25", "4.00000000", now()));
    awaitTold("update 1 " + one);

    assertThat(rig.broker.told())
        .containsExactly(
            "STALE (" + script.brokenReason() + ") " + one,
            "LIVE " + one,
            "snapshot 0 " + one,
            "update 1 " + one);
    awaitBook(one);
    assertThat(rig.connects()).hasSize(1);
    assertThat(
            venue
                .connection()
                .requests()
                .subList(before.size(), venue.connection().requests().size()))
        .noneMatch(request -> request.contains(script.spelt(other)));
  }

  @Test
  @DisplayName("C06 a frame that cannot be read is a dead letter and ends no line")
  void garbageIsKept() {
    reads(one, other);
    say("{\"unfinished", script.trade(one, "100.10", "0.10000000", now()), script.spoilt(one));
    awaitTold("snapshot 0 " + one);

    List<OutgoingRecord> letters = rig.broker.taken(MarketTopics.DEAD_LETTERS);
    assertThat(letters)
        .extracting(letter -> new String(letter.value(), StandardCharsets.UTF_8))
        .containsExactly("{\"unfinished", script.spoilt(one));
    assertThat(letters)
        .allSatisfy(letter ->
            assertThat(letter.headers())
                .containsKey("penstock-cause")
                .containsEntry("penstock-flow", "feed")
                .containsEntry("penstock-venue", listing(one).venue().value())
                .containsEntry("penstock-received", now().toString()));
    assertThat(letters.getLast().key()).isEqualTo(one);
    assertThat(rig.broker.told())
        .containsExactly(
            "trade 101 " + one,
            "STALE (a frame could not be read) " + one,
            "LIVE " + one,
            "snapshot 0 " + one);
    assertThat(rig.connects()).hasSize(1);
  }

  // C07 to C11: the line, and the venue's limits

  @Test
  @DisplayName("C07 a line that falls silent is given up within five seconds and replaced")
  void silenceIsNoticed() {
    reads(one, other);
    venue.fallSilent();
    Duration lastFrame = rig.now();
    while (rig.connects().size() == 1 && rig.now().minus(lastFrame).toSeconds() < 60) {
      rig.pass(STEP);
    }

    FeedRules rules = feed(one).rules();
    // Who has to be asked for a sign of life may take the whole time for it.
    Duration most = rules.pingAfter() == null ? SILENCE : SILENCE.plus(STEP).plus(FIRST_PAUSE);
    assertThat(rig.connects().getLast().minus(lastFrame)).isLessThanOrEqualTo(most);
    String reason = "STALE (no frame for " + rules.silence().toSeconds() + " s) ";
    assertThat(rig.broker.told()).containsExactly(reason + one, reason + other);
    soon().untilAsserted(() -> assertThat(venue.connections().getFirst().isClosed()).isTrue());
    assertThat(rig.count("penstock.feed.stalls")).isEqualTo(1);
  }

  @Test
  @DisplayName("C08 a line that is closed is replaced, and what was missed is told")
  void closedLineIsReplaced() {
    reads(one, other);
    venue.connection().close(1001);
    isReplaced("closed by the venue with code 1001");
  }

  @Test
  @DisplayName("C08 a line that breaks is replaced, and what was missed is told")
  void brokenLineIsReplaced() {
    reads(one, other);
    venue.connection().drop();
    isReplaced(null);
  }

  private void isReplaced(@Nullable String reason) {
    script.trade(one, "100.10", "0.10000000", now());
    script.update(one, Side.BUY, "99.75", "3.00000000", now());
    passUntilTold("snapshot 0 " + one);
    passUntilTold("snapshot 0 " + other);
    say(script.trade(one, "100.20", "0.10000000", now()));
    passUntilTold("trade 102 " + one);
    passUntilTold("trade 101 " + one);

    List<String> told = rig.broker.told();
    assertThat(told)
        .filteredOn(line -> line.startsWith("STALE"))
        .hasSize(2)
        .allMatch(line -> reason == null || line.startsWith("STALE (" + reason + ") "));
    assertThat(told).containsSubsequence("LIVE " + one, "snapshot 0 " + one);
    awaitBook(one);
    assertThat(rig.connects()).hasSize(2);
  }

  @Test
  @DisplayName("C09 a venue that refuses us is tried again, ever more slowly")
  void refusedConnectsAreTriedAgain() {
    venue.refuses(true);
    rig.start(feed(one, other));
    passUntil(() -> assertThat(rig.connects()).hasSizeGreaterThan(3));

    assertThat(rig.broker.told())
        .containsExactly("STALE (not connected yet) " + one, "STALE (not connected yet) " + other);
    assertThat(rig.count("penstock.feed.disconnects")).isGreaterThanOrEqualTo(3);

    venue.refuses(false);
    passUntilTold("snapshot 0 " + one);
    passUntilTold("snapshot 0 " + other);
  }

  @Test
  @DisplayName("C10 a slow broker is felt by the socket, and nothing is lost")
  void slowBrokerLeavesFramesInTheSocket() {
    int trades = 8_000;
    AtomicBoolean isSlow = new AtomicBoolean();
    Sinks.Empty<Void> room = Sinks.empty();
    rig.broker.behaviour =
        records ->
            records.concatMap(
                record -> (isSlow.get() ? room.asMono() : Mono.<Void>empty()).thenReturn(record),
                1);
    reads(one, other);
    double before = rig.messages();
    isSlow.set(true);
    String padding = "{\"padding\":\"" + "x".repeat(4_000) + "\",";
    AtomicInteger sent = new AtomicInteger();
    venue
        .connection()
        .say(
            Flux.range(0, trades)
                .doOnNext(n -> sent.incrementAndGet())
                .map(n -> script.trade(one, "100.10", "0.10000000", now()))
                .map(frame -> new TextWebSocketFrame(padding + frame.substring(1))));

    // The venue goes on until the buffers of both sockets are full, and then it cannot.
    AtomicInteger seen = new AtomicInteger(-1);
    soon()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> seen.getAndSet(sent.get()) == sent.get());
    assertThat(sent.get()).isBetween(1, trades - 1);
    assertThat(rig.messages() - before).isLessThan(300);
    rig.pass(Duration.ofMinutes(10));
    assertThat(rig.connects()).hasSize(1);
    assertThat(rig.count("penstock.feed.stalls")).isZero();

    room.tryEmitEmpty();
    soon().until(() -> rig.broker.taken(MarketTopics.FEED).size() == trades);
    assertThat(trades().getLast().tradeId()).isEqualTo(VenueScript.FIRST_TRADE + trades);
    assertThat(rig.count("penstock.feed.gaps")).isZero();
  }

  @Test
  @DisplayName("C11 no window of time holds more connects than the vendor allows")
  void connectsStayInsideTheLimits() {
    Limits limits = script.limits();
    Duration step = limits.per().dividedBy(limits.connects() * 4L);
    venue.whenOpened(connection -> connection.close(1001));
    rig.startWithoutPauses(feed(one, other));
    while (rig.connects().size() < limits.connects() + 10) {
      // Time passes when nothing else can happen: each line has ended, and the next one waits.
      soon()
          .until(() ->
              !rig.connects().isEmpty()
                  && rig.count("penstock.feed.disconnects") == rig.connects().size());
      rig.pass(step);
    }

    assertThat(most(rig.connects(), limits.per()))
        .isBetween(limits.connects() / 2L, (long) limits.connects());
  }

  @Test
  @DisplayName("C11 no second holds more requests than the vendor allows")
  void requestsStayInsideTheLimits() {
    Limits limits = script.limits();
    List<String> many = script.many(40);
    rig.start(feed(script.chatty(), many.toArray(String[]::new)));
    soon().until(() -> !rig.requests().isEmpty());
    while (!rig.broker.told().contains("snapshot 0 " + many.getLast())
        && rig.now().toSeconds() < 120) {
      soon().until(this::everyRequestHasArrived);
      rig.pass(STEP);
    }

    assertThat(rig.connects()).hasSize(1);
    assertThat(rig.requests()).hasSizeGreaterThan(limits.requests());
    assertThat(most(rig.requests(), Duration.ofSeconds(1))).isLessThanOrEqualTo(limits.requests());
  }

  /** Pings of WebSocket are requests too, which a slow network brings about. */
  private boolean everyRequestHasArrived() {
    return venue.connection().requests().size() + venue.connection().pings()
        == rig.requests().size();
  }

  @Test
  @DisplayName("C11 no connection holds more streams than the vendor allows")
  void streamsStayInsideTheLimits() {
    assumeTrue(script.mostStreams() < Integer.MAX_VALUE, "this vendor does not count them");
    rig.start(feed(script.many(script.mostStreams()).toArray(String[]::new)));
    soon().until(() -> !rig.requests().isEmpty());
    while (rig.now().compareTo(Duration.ofMillis(4_500)) < 0) {
      soon().until(this::everyRequestHasArrived);
      rig.pass(STEP);
    }

    assertThat(script.streams(venue.connection()))
        .isBetween(script.mostStreams() * 9 / 10, script.mostStreams());
    assertThat(rig.connects()).hasSize(1);
  }

  private static long most(List<Duration> times, Duration per) {
    long most = 0;
    int oldest = 0;
    for (int newest = 0; newest < times.size(); newest++) {
      while (times.get(newest).minus(times.get(oldest)).compareTo(per) >= 0) {
        oldest++;
      }
      most = Math.max(most, newest - oldest + 1);
    }
    return most;
  }

  // C12 to C15: symbols and books

  @Test
  @DisplayName("C12 a symbol in trouble stops no other one")
  void troubleIsOfOneSymbol() {
    reads(one, other);
    venue.fallSilent();
    say(script.brokenUpdate(one, now()));
    awaitTold("STALE (" + script.brokenReason() + ") " + one);
    for (int second = 1; second <= 30; second++) {
      say(script.update(other, Side.BUY, "99.75", second + ".00000000", now()));
      awaitTold("update " + second + " " + other);
      rig.pass(Duration.ofSeconds(1));
    }

    assertThat(rig.broker.told())
        .hasSize(31)
        .filteredOn(told -> told.endsWith(one))
        .containsExactly("STALE (" + script.brokenReason() + ") " + one);
    assertThat(rig.count("penstock.feed.resyncs")).isBetween(3.0, 4.0);
    assertThat(rig.connects()).hasSize(1);

    venue.wakeUp();
    passUntil(() -> {
      say(script.quote(other, "100.00", "101.00", now()));
      assertThat(rig.broker.told()).contains("snapshot 0 " + one);
    });
    awaitBook(one);
  }

  @Test
  @DisplayName("C13 a symbol that the venue does not have ends alone")
  void unlistedSymbolEndsAlone() {
    script.unlist(one);
    rig.start(feed(one, other));
    passUntilTold("snapshot 0 " + other);
    passUntil(() -> assertThat(rig.symbols()).isEqualTo(1));

    assertThat(rig.broker.told())
        .filteredOn(told -> told.endsWith(one))
        .hasSize(2)
        .last()
        .asString()
        .startsWith("ENDED (");
    say(script.update(other, Side.BUY, "99.75", "3.00000000", now()));
    awaitTold("update 1 " + other);
    assertThat(rig.connects()).hasSize(1);
  }

  @Test
  @DisplayName("C13 a symbol that is delisted while it is read ends alone")
  void delistedSymbolEndsAlone() {
    String delisting = script.delisting(one);
    assumeTrue(delisting != null, "this vendor does not say so");
    reads(one, other);
    say(
        Objects.requireNonNull(delisting),
        script.trade(one, "100.10", "0.10000000", now()),
        script.trade(other, "100.10", "0.10000000", now()));
    awaitTold("trade 101 " + other);

    assertThat(rig.broker.told()).hasSize(2).first().asString().startsWith("ENDED (").endsWith(one);
    assertThat(rig.connects()).hasSize(1);
  }

  @Test
  @DisplayName("C14 a line that is as old as it may be gets its successor before it ends")
  void oldLineHandsOver() {
    rig.lineLives(Duration.ofSeconds(3));
    handsOver(() -> rig.pass(Duration.ofSeconds(3)));
  }

  @Test
  @DisplayName("C14 a line that is to be closed gets its successor before it ends")
  void leavingLineHandsOver() {
    String leaving = script.leaving();
    assumeTrue(leaving != null, "this vendor does not say so");
    handsOver(() -> say(Objects.requireNonNull(leaving)));
  }

  private void handsOver(Runnable end) {
    reads(one, other);
    end.run();
    soon().until(() -> venue.connections().size() == 2);
    Connection first = venue.connections().getFirst();
    Connection second = venue.connections().getLast();
    awaitTold("snapshot 0 " + one);
    awaitTold("snapshot 0 " + other);
    assertThat(first.isClosed()).isFalse();
    String both = script.trade(one, "100.10", "0.10000000", now());
    String update = script.update(one, Side.BUY, "99.75", "3.00000000", now());
    for (Connection connection : List.of(first, second)) {
      connection.say(both, update);
    }
    passUntil(() -> assertThat(first.isClosed()).isTrue());
    second.say(script.trade(one, "100.20", "0.10000000", now()));
    awaitTold("trade 102 " + one);

    assertThat(second.isClosed()).isFalse();
    assertThat(rig.broker.told())
        .as("the first line takes its leave when the second has spoken")
        .filteredOn(told -> !told.contains("trade") && !told.contains("update"))
        .containsExactlyInAnyOrder(
            "LIVE " + one,
            "snapshot 0 " + one,
            "LIVE " + other,
            "snapshot 0 " + other,
            "STALE (stopped) " + one,
            "STALE (stopped) " + other)
        .endsWith("STALE (stopped) " + one, "STALE (stopped) " + other);
    assertThat(trades()).extracting(Trade::tradeId).contains(101L, 102L);
    assertThat(rig.count("penstock.feed.gaps")).isZero();
    assertThat(rig.count("penstock.feed.disconnects")).isZero();
    assertThat(rig.count("penstock.feed.handovers")).isEqualTo(1);
  }

  @Test
  @DisplayName("C15 a second whole book replaces the first in place")
  void secondSnapshotReplacesTheFirst() {
    reads(one, other);
    script.update(one, Side.BUY, "100.00", "0.00000000", now());
    script.update(one, Side.BUY, "98.00", "5.00000000", now());
    String snapshot = script.snapshot(one);
    assumeTrue(snapshot != null, "this vendor never sends one unasked");
    say(
        Objects.requireNonNull(snapshot),
        script.update(one, Side.BUY, "97.00", "6.00000000", now()));
    awaitTold("update 1 " + one);

    assertThat(rig.broker.told()).containsExactly("snapshot 0 " + one, "update 1 " + one);
    awaitBook(one);
    assertThat(rig.count("penstock.feed.resyncs")).isZero();
  }

  // C16 and C17: numbers and times

  @Test
  @DisplayName("C16 numbers are exact, with the zeros they were written with")
  void numbersAreExact() {
    List<String> numbers =
        List.of(
            "0.00000001",
            "0.00100000",
            "0.30000000000000004",
            "1234567.890",
            "100",
            "92233720368.54775807",
            "9223372036854775807");
    reads(one, other);
    for (String number : numbers) {
      say(
          script.trade(one, number, number, now()),
          script.quote(one, number, number, now()),
          script.update(one, Side.BUY, number, number, now()));
    }
    awaitTold("update " + numbers.size() + " " + one);

    List<String> prices = new ArrayList<>();
    List<String> quantities = new ArrayList<>();
    for (MarketEvent event : rig.broker.events()) {
      switch (event) {
        case Trade trade -> {
          prices.add(trade.price().toString());
          quantities.add(trade.quantity().toString());
        }
        case Quote quote -> {
          prices.add(quote.bid().toString());
          quantities.add(quote.ask().toString());
        }
        case BookChange change -> {
          prices.add(change.bids().getFirst().price().toString());
          quantities.add(change.bids().getFirst().quantity().toString());
        }
        case FeedState state -> throw new AssertionError(state);
      }
    }
    List<String> expected =
        numbers.stream().flatMap(number -> Collections.nCopies(3, number).stream()).toList();
    assertThat(prices).isEqualTo(expected);
    assertThat(quantities).isEqualTo(expected);
    awaitBook(one);
  }

  @Test
  @DisplayName("C17 the venue's time and ours are kept apart, whichever is ahead")
  void timesAreKeptApart() {
    reads(one, other);
    rig.pass(Duration.ofSeconds(2));
    double before = delays();
    Instant behind = now().minusMillis(1_250);
    Instant ahead = now().plusMillis(1_250);
    say(
        script.trade(one, "100.10", "0.10000000", behind),
        script.update(one, Side.BUY, "99.75", "3.00000000", behind),
        script.trade(one, "100.10", "0.10000000", ahead),
        script.update(one, Side.BUY, "99.75", "4.00000000", ahead));
    awaitTold("update 2 " + one);

    assertThat(rig.broker.events())
        .extracting(MarketEvent::times)
        .containsExactly(
            Times.of(behind, now()),
            Times.of(behind, now()),
            Times.of(ahead, now()),
            Times.of(ahead, now()));
    assertThat(delays() - before).as("nothing is earlier than it happened").isEqualTo(2_500);
    assertThat(rig.connects()).hasSize(1);
  }

  /** From the venue's clock to ours, in milliseconds, all together. */
  private double delays() {
    return rig.meters.get("penstock.feed.delay").timer().totalTime(TimeUnit.MILLISECONDS);
  }

  // C18 to C23: signs of life, fragments, refusals, the end

  @Test
  @DisplayName("C18 a line that tells nothing of the market is replaced")
  void muteLineIsReplaced() {
    Feed feed = feed(one, other);
    reads(one, other);
    script.trade(one, "100.10", "0.10000000", now());
    Duration from = rig.now();
    Duration mute = feed.rules().mute();
    for (long second = 1; second <= mute.toSeconds(); second++) {
      livesOn(VenueScript.FIRST_TRADE + second);
      rig.pass(Duration.ofSeconds(1));
    }
    // Where heartbeats tell of no trades, the venue's history is asked for them.
    passUntil(() -> assertThat(rig.connects()).hasSize(2));

    assertThat(rig.now().minus(from)).isBetween(mute, mute.plusSeconds(3));
    assertThat(rig.broker.told())
        .filteredOn(told -> told.startsWith("STALE (connected, but nothing of the market for"))
        .hasSize(2);
    assertThat(rig.count("penstock.feed.stalls")).isEqualTo(1);
  }

  @Test
  @DisplayName("C18 a quiet market is not taken for a mute line")
  void quietMarketRaisesNoAlarm() {
    reads(one, other);
    for (int second = 0; second < 120; second++) {
      livesOn(VenueScript.FIRST_TRADE);
      rig.pass(Duration.ofSeconds(1));
    }

    assertThat(rig.connects()).hasSize(1);
    assertThat(rig.broker.told()).isEmpty();
    assertThat(rig.count("penstock.feed.gaps")).isZero();
  }

  /** The venue shows that it is there, and we have noticed. */
  private void livesOn(long lastTrade) {
    double before = rig.messages();
    String heartbeat = script.heartbeat(one, lastTrade, now());
    if (heartbeat == null) {
      venue.connection().ping("still here");
    } else {
      say(heartbeat);
    }
    soon().until(() -> rig.messages() > before);
  }

  @Test
  @DisplayName("C19 pings are answered with their payload, and are signs of life")
  void pingsAreAnswered() {
    reads(one, other);
    for (int second = 1; second <= 20; second++) {
      String payload = "ping " + second;
      if (second % 4 == 0) {
        say(script.quote(one, "100.00", "101.00", now().plusSeconds(second)));
      }
      venue.connection().ping(payload);
      soon().until(() -> venue.connection().pongs().contains(payload));
      rig.pass(Duration.ofSeconds(1));
    }

    assertThat(venue.connection().pongs()).hasSize(20);
    assertThat(rig.connects()).hasSize(1);
  }

  @Test
  @DisplayName("C19 heartbeats are signs of life")
  void heartbeatsKeepTheLine() {
    assumeTrue(script.heartbeat(one, 0, now()) != null, "this vendor sends none");
    reads(one, other);
    for (int second = 1; second <= 20; second++) {
      if (second % 4 == 0) {
        say(script.quote(one, "100.00", "101.00", now().plusSeconds(second)));
      }
      livesOn(VenueScript.FIRST_TRADE);
      rig.pass(Duration.ofSeconds(1));
    }

    assertThat(rig.connects()).hasSize(1);
    assertThat(rig.count("penstock.feed.stalls")).isZero();
  }

  @Test
  @DisplayName("C20 a venue without heartbeats is asked for a sign of life")
  void silentVenueIsAsked() {
    FeedRules rules = feed(one).rules();
    Duration pingAfter = rules.pingAfter();
    assumeTrue(pingAfter != null, "this vendor sends heartbeats by itself");
    reads(one, other);
    double before = rig.messages();
    rig.pass(Objects.requireNonNull(pingAfter).plus(STEP));
    soon().until(() -> venue.connection().pings() > 0);
    soon().until(() -> rig.messages() > before);

    assertThat(rig.connects()).hasSize(1);
  }

  @Test
  @DisplayName("C21 a message in fragments is one message")
  void fragmentsAreOneMessage() {
    reads(one, other);
    venue
        .connection()
        .sayInFragments(script.update(one, Side.BUY, "99.75", "3.00000000", now()), 7);
    awaitTold("update 1 " + one);

    awaitBook(one);
    assertThat(rig.broker.taken(MarketTopics.DEAD_LETTERS)).isEmpty();
  }

  @Test
  @DisplayName("C22 a refusal that is about no symbol ends the line")
  void refusalEndsTheLine() {
    reads(one, other);
    say(script.refusal());
    passUntilTold("snapshot 0 " + one);
    passUntilTold("snapshot 0 " + other);

    assertThat(rig.broker.told())
        .filteredOn(told -> told.startsWith("STALE (refused by the venue: "))
        .hasSize(2);
    assertThat(rig.connects()).hasSize(2);
    soon().untilAsserted(() -> assertThat(venue.connections().getFirst().isClosed()).isTrue());
  }

  @Test
  @DisplayName("C23 at the end of the process the line is closed and readers are told")
  void stopsInOrder() throws InterruptedException {
    reads(one, other);
    rig.stopInOrder();

    assertThat(rig.broker.told())
        .containsExactly("STALE (stopped) " + one, "STALE (stopped) " + other);
    soon().untilAsserted(() -> assertThat(venue.connection().isClosed()).isTrue());
  }

  // The hands of the tests

  private Feed feed(String... symbols) {
    return feed(Map.of(), symbols);
  }

  private Feed feed(Map<String, String> settings, String... symbols) {
    Guards guards =
        new Guards(
            new ResilienceProperties(Map.of()),
            Clock.systemUTC(),
            new Random(1),
            new Telemetry(rig.meters));
    return script.feed(
        new Tools(venue, rig.clock(), rig.scheduler(), guards.named("venue-rest")),
        List.of(symbols),
        settings);
  }

  /** Begins, and is over it. */
  private void reads(String... symbols) {
    rig.start(feed(symbols));
    for (String symbol : symbols) {
      awaitTold("snapshot 0 " + symbol);
    }
    // Not every vendor says from which trade on it tells: later ids count on from this one.
    for (String symbol : symbols) {
      say(script.lastTrade(symbol));
      awaitTold("trade " + VenueScript.FIRST_TRADE + " " + symbol);
    }
    rig.broker.forget();
  }

  private void say(String... frames) {
    venue.connection().say(frames);
  }

  private Instant now() {
    return rig.clock().instant();
  }

  private Listing listing(String symbol) {
    return new Listing(new Symbol(symbol), feed(symbol).venue());
  }

  private List<Trade> trades() {
    return rig.broker.events().stream()
        .filter(Trade.class::isInstance)
        .map(Trade.class::cast)
        .toList();
  }

  /** For what the network brings without a pause of ours. */
  private static ConditionFactory soon() {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(3))
        .atMost(Duration.ofMinutes(1));
  }

  private void awaitTold(String line) {
    soon().untilAsserted(() -> assertThat(rig.broker.told()).contains(line));
  }

  private void passUntilTold(String line) {
    passUntil(() -> assertThat(rig.broker.told()).contains(line));
  }

  /** Lets time pass, no faster than on the wall, for what needs both a pause and the network. */
  private void passUntil(ThrowingRunnable holds) {
    soon()
        .pollInterval(LOOK)
        .untilAsserted(() -> {
          rig.pass(LOOK);
          holds.run();
        });
  }

  /** Until who applies what was told has the venue's own book. */
  private void awaitBook(String symbol) {
    passUntil(() -> {
      assertThat(book(symbol, true)).isEqualTo(script.bids(symbol));
      assertThat(book(symbol, false)).isEqualTo(script.asks(symbol));
    });
  }

  /**
   * Of what was told since the last {@code forget}, from the last whole book on; without one, from
   * the first book of the market on.
   */
  private List<Level> book(String symbol, boolean bids) {
    NavigableMap<Decimal, Level> levels =
        bids ? new TreeMap<>(Collections.reverseOrder()) : new TreeMap<>();
    (bids ? VenueScript.firstBids() : VenueScript.firstAsks())
        .forEach(level -> levels.put(level.price(), level));
    for (MarketEvent event : rig.broker.events()) {
      if (event instanceof BookChange change && change.listing().equals(listing(symbol))) {
        if (change.isSnapshot()) {
          levels.clear();
        }
        for (Level level : bids ? change.bids() : change.asks()) {
          if (level.quantity().isZero()) {
            levels.remove(level.price());
          } else {
            levels.put(level.price(), level);
          }
        }
      }
    }
    return List.copyOf(levels.values());
  }
}
