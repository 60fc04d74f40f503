package io.penstock.sandbox.coinbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sandbox.venue.SteppedClock;
import io.penstock.sandbox.venue.Subject;
import io.penstock.sandbox.venue.Trick;
import io.penstock.sandbox.venue.Voice;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.scheduler.VirtualTimeScheduler;

class CoinbaseSessionTest {

  private static final Duration NOW = Duration.ZERO;
  private static final Set<String> BTC = Set.of("BTC-USD");

  private final VirtualTimeScheduler loop = VirtualTimeScheduler.create();
  private ModelMarket market;
  private TestClient client;

  @BeforeEach
  void connect() {
    loop.advanceTimeBy(Duration.ofDays(20_000));
    market = new ModelMarket(Products.ALL, 1, 1, SteppedClock.of(loop));
    client = new TestClient(market, loop, SteppedClock.of(loop));
  }

  @Test
  void answersASubscriptionBeforeAnythingElse() {
    client.subscribe(BTC, Channel.LEVEL2, Channel.MATCHES, Channel.TICKER, Channel.HEARTBEAT);
    List<String> frames = client.hear(NOW);
    assertThat(frames.getFirst())
        .isEqualTo(
            "{\"type\":\"subscriptions\",\"channels\":["
                + "{\"name\":\"ticker\",\"product_ids\":[\"BTC-USD\"]},"
                + "{\"name\":\"matches\",\"product_ids\":[\"BTC-USD\"]},"
                + "{\"name\":\"level2_batch\",\"product_ids\":[\"BTC-USD\"]},"
                + "{\"name\":\"heartbeat\",\"product_ids\":[\"BTC-USD\"]}]}");
    assertThat(types(frames)).containsExactly("subscriptions", "snapshot", "last_match", "ticker");
  }

  @Test
  void addsAChannelsOwnProductsToThoseOfAll() {
    client.say(
        """
        {"type":"subscribe","product_ids":["ETH-USD"],
         "channels":["heartbeat",{"name":"matches","product_ids":["ETH-BTC"]}]}\
        """);
    assertThat(client.hear(NOW).getFirst())
        .isEqualTo(
            "{\"type\":\"subscriptions\",\"channels\":["
                + "{\"name\":\"matches\",\"product_ids\":[\"ETH-USD\",\"ETH-BTC\"]},"
                + "{\"name\":\"heartbeat\",\"product_ids\":[\"ETH-USD\"]}]}");
  }

  @Test
  void saysNothingMoreAboutWhatWasUnsubscribed() {
    client.subscribe(Set.of("BTC-USD", "ETH-USD"), Channel.MATCHES, Channel.HEARTBEAT);
    client.hear(Duration.ofSeconds(1));
    client.say(
        "{\"type\":\"unsubscribe\",\"product_ids\":[\"BTC-USD\"],\"channels\":[\"matches\",\"heartbeat\"]}");
    assertThat(client.hear(NOW))
        .containsExactly(
            "{\"type\":\"subscriptions\",\"channels\":["
                + "{\"name\":\"matches\",\"product_ids\":[\"ETH-USD\"]},"
                + "{\"name\":\"heartbeat\",\"product_ids\":[\"ETH-USD\"]}]}");
    assertThat(client.hear(Duration.ofSeconds(10)))
        .isNotEmpty()
        .allMatch(frame -> frame.contains("\"ETH-USD\""));
    client.say("{\"type\":\"unsubscribe\",\"channels\":[\"matches\",\"heartbeat\"]}");
    assertThat(client.hear(Duration.ofSeconds(10)))
        .containsExactly("{\"type\":\"subscriptions\",\"channels\":[]}");
    assertThat(client.isSentAway()).isFalse();
  }

  @Test
  void sendsAWholeBookAgainAfterAnUnsubscription() {
    client.subscribe(BTC, Channel.LEVEL2);
    client.hear(Duration.ofSeconds(2));
    client.say("{\"type\":\"unsubscribe\",\"channels\":[\"level2_batch\"]}");
    client.hear(Duration.ofSeconds(2));
    client.subscribe(BTC, Channel.LEVEL2);
    assertThat(types(client.hear(NOW))).containsExactly("subscriptions", "snapshot");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hello                                       | Malformed JSON       | The message is not valid JSON
          {"type":"subscribe"                         | Malformed JSON       | The message is not valid JSON
          [1]                                         | Malformed JSON       | The message is not a JSON object
          {}                                          | Failed to subscribe  | Type has to be either subscribe or unsubscribe
          {"type":7}                                  | Failed to subscribe  | Type has to be either subscribe or unsubscribe
          {"type":"subscribe"}                        | Failed to subscribe  | No channels provided
          {"type":"unsubscribe","channels":[]}        | Failed to unsubscribe| No channels provided
          {"type":"subscribe","channels":"ticker"}    | Failed to subscribe  | No channels provided
          {"type":"subscribe","channels":["ticker"]}  | Failed to subscribe  | You need to specify at least one product ID for channel ticker
          {"type":"subscribe","channels":["tick"],"product_ids":["BTC-USD"]}           | Failed to subscribe | tick is not a valid channel
          {"type":"subscribe","channels":[7],"product_ids":["BTC-USD"]}                | Failed to subscribe | 7 is not a valid channel
          {"type":"subscribe","channels":["level2"],"product_ids":["BTC-USD"]}         | Failed to subscribe | level2, level3, and full channels now require authentication
          {"type":"subscribe","channels":["ticker"],"product_ids":["BTC-USD","X-USD"]} | Failed to subscribe | X-USD is not a valid product
          {"type":"subscribe","channels":["ticker"],"product_ids":["\\"","BTC-USD"]}   | Failed to subscribe | '\\" is not a valid product'
          """)
  void refusesTheWholeOfARequestItCannotFollow(String request, String message, String reason) {
    client.say(request);
    assertThat(client.hear(NOW))
        .containsExactly(
            "{\"type\":\"error\",\"message\":\"" + message + "\",\"reason\":\"" + reason + "\"}");
    client.subscribe(BTC, Channel.HEARTBEAT);
    assertThat(types(client.hear(Duration.ofSeconds(1))))
        .containsExactly("subscriptions", "heartbeat");
  }

  @Test
  void sendsAwayWhoDoesNotSubscribeWithinFiveSeconds() {
    client.hear(Duration.ofMillis(4_999));
    assertThat(client.isSentAway()).isFalse();
    client.hear(Duration.ofMillis(1));
    assertThat(client.isSentAway()).isTrue();
    assertThat(client.session().reasonOfEnd())
        .isEqualTo("nothing was subscribed to within 5 seconds");
  }

  @Test
  void sendsAwayWhoSaysMoreThanAHundredThingsASecond() {
    client.subscribe(BTC, Channel.HEARTBEAT);
    for (int i = 0; i < 99; i++) {
      client.say("{}");
    }
    client.hear(NOW);
    assertThat(client.isSentAway()).isFalse();
    client.say("{}");
    assertThat(client.hear(NOW))
        .containsExactly(
            "{\"type\":\"error\",\"message\":\"Rate limit exceeded\",\"reason\":\"Too many messages\"}");
    assertThat(client.isSentAway()).isTrue();
  }

  @Test
  void goesOnBeatingWhenOnlyTicksAreMute() {
    client.subscribe(BTC, Channel.values());
    client.hear(Duration.ofSeconds(1));
    client.session().speak(Voice.HEARTBEATS);
    assertThat(types(client.hear(Duration.ofSeconds(5)))).hasSize(5).containsOnly("heartbeat");
    client.session().speak(Voice.NOTHING);
    assertThat(client.hear(Duration.ofSeconds(5))).isEmpty();
  }

  @Test
  void leavesOutOneTradeWhichRestHas() {
    client.subscribe(BTC, Channel.MATCHES);
    long last = id(client.hear(NOW).getLast());
    client.session().play(new Trick.LeaveOut(Subject.Kind.TRADE, "BTC-USD"));
    List<Long> ids =
        client.hear(Duration.ofMinutes(1)).stream().map(CoinbaseSessionTest::id).toList();
    assertThat(ids.getFirst()).isEqualTo(last + 2);
    assertThat(ids.getLast() - ids.getFirst()).isEqualTo(ids.size() - 1);
    assertThat(market.trades("BTC-USD", last, last + 2, 10)).hasSize(1);
  }

  @Test
  void endsWhenTheClientLeaves() {
    client.subscribe(BTC, Channel.LEVEL2);
    client.hear(NOW);
    client.leave();
    client.hear(NOW);
    assertThat(client.isSentAway()).isTrue();
  }

  private static List<String> types(List<String> frames) {
    return frames.stream().map(frame -> frame.split("\"")[3]).toList();
  }

  private static long id(String match) {
    return Long.parseLong(match.replaceFirst(".*\"trade_id\":", "").replaceFirst(",.*", ""));
  }
}
