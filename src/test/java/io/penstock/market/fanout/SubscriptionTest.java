package io.penstock.market.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.market.tick.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

  private static final Mode CONFLATED = new Mode.Conflated(5);

  private static List<String> takeAll(Subscription subscription) {
    List<String> taken = new ArrayList<>();
    for (byte[] next = subscription.take(); next != null; next = subscription.take()) {
      taken.add(new String(next, StandardCharsets.UTF_8));
    }
    subscription.stepOut();
    return taken;
  }

  private static String trade(int id) {
    return "{\"tradeId\":" + id + "}";
  }

  @Test
  void losslessHearsEachInOrderAndOnce() {
    TestChannel trades = new TestChannel(ChannelKind.TRADES);
    Subscription subscription = trades.subscribe(Mode.LOSSLESS);
    trades.publish(trade(1), trade(2));
    trades.publish(trade(3));
    assertThat(takeAll(subscription))
        .containsExactly(
            trades.push(trade(1), 1), trades.push(trade(2), 2), trades.push(trade(3), 3));
    assertThat(takeAll(subscription)).isEmpty();
    trades.publish(trade(4));
    assertThat(takeAll(subscription)).containsExactly(trades.push(trade(4), 4));
  }

  @Test
  void conflatedHearsTheNewestPriceOnly() {
    TestChannel ticker = new TestChannel(ChannelKind.TICKER);
    Subscription subscription = ticker.subscribe(CONFLATED);
    ticker.publish("{\"price\":\"1\"}", "{\"price\":\"2\"}", "{\"price\":\"3\"}");
    assertThat(takeAll(subscription)).containsExactly(ticker.push("{\"price\":\"3\"}", 3));
    assertThat(takeAll(subscription)).as("and each once").isEmpty();
  }

  @Test
  void conflatedTradesTellHowManyWereSkipped() {
    TestChannel trades = new TestChannel(ChannelKind.TRADES);
    Subscription subscription = trades.subscribe(CONFLATED);
    trades.publish(trade(1));
    assertThat(takeAll(subscription)).containsExactly(trades.push(trade(1), 1));
    trades.publish(trade(2), trade(3), trade(4));
    assertThat(takeAll(subscription))
        .containsExactly(trades.push("{\"tradeId\":4,\"skipped\":2}", 4));
    trades.publish(trade(5));
    assertThat(takeAll(subscription)).containsExactly(trades.push(trade(5), 5));
  }

  @Test
  void conflatedBookPutsChangesTogetherLevelByLevel() {
    TestChannel book = new TestChannel(ChannelKind.BOOK);
    Subscription subscription = book.subscribe(CONFLATED);
    Subscription other = book.subscribe(CONFLATED);
    book.publish(
        change(7, List.of(Level.of("10", "1"), Level.of("9", "2")), List.of()),
        change(8, List.of(Level.of("10", "0")), List.of(Level.of("11", "5"))),
        change(9, List.of(Level.of("9", "3")), List.of()));
    book.handOver();
    String merged =
        "{\"type\":\"update\",\"symbol\":\"BTC-USD\",\"venue\":\"coinbase\",\"sequence\":9,"
            + "\"bids\":[[\"10\",\"0\"],[\"9\",\"3\"]],\"asks\":[[\"11\",\"5\"]]}";
    assertThat(takeAll(subscription)).containsExactly(book.push(merged, 3));
    assertThat(takeAll(other)).containsExactly(book.push(merged, 3));
  }

  @Test
  void sleeperThatWasPromisedEverythingIsLostWhenTheRingIsFull() {
    TestChannel trades = new TestChannel(ChannelKind.TRADES, 1_000);
    Subscription subscription = trades.subscribe(Mode.LOSSLESS);
    assertThat(subscription.isLost(trades.ring.horizon())).isFalse();
    IntStream.rangeClosed(1, 10).forEach(id -> trades.publish(trade(id)));
    assertThat(subscription.isLost(trades.ring.horizon())).as("ten of 100 bytes fit").isFalse();
    trades.publish(trade(11));
    assertThat(subscription.isLost(trades.ring.horizon())).isTrue();
  }

  @Test
  void sleepingConflatedBookForgetsItsPlaceAndAsksForTheWholeBookOnce() {
    TestChannel book = new TestChannel(ChannelKind.BOOK, 1_000);
    Subscription subscription = book.subscribe(CONFLATED);
    for (int sequence = 1; sequence <= 10; sequence++) {
      book.publish(change(sequence, List.of(Level.of("10", sequence + "")), List.of()));
      book.handOver();
    }
    assertThat(subscription.isLost(book.ring.horizon())).isTrue();
    subscription.forgetPlace();
    assertThat(subscription.isLost(book.ring.horizon())).isFalse();
    assertThat(takeAll(subscription)).isEmpty();
    book.publish(change(11, List.of(Level.of("10", "11")), List.of()));
    book.handOver();
    assertThat(takeAll(subscription)).isEmpty();
    assertThat(((TestChannel.Listener) subscription.subscriber()).asked).isEqualTo(1);
    subscription.goOnFrom(book.history.last());
    book.publish(change(12, List.of(Level.of("10", "12")), List.of()));
    book.handOver();
    assertThat(takeAll(subscription)).hasSize(1).first().asString().contains("\"sequence\":12");
  }

  @Test
  void sleepingConflatedPriceHoldsNothing() {
    TestChannel ticker = new TestChannel(ChannelKind.TICKER, 1_000);
    Subscription subscription = ticker.subscribe(CONFLATED);
    IntStream.rangeClosed(1, 100).forEach(i -> ticker.publish("{\"price\":\"" + i + "\"}"));
    assertThat(subscription.isLost(ticker.ring.horizon())).isFalse();
    assertThat(takeAll(subscription)).containsExactly(ticker.push("{\"price\":\"100\"}", 100));
  }

  @Test
  void clientThatIsAheadOfThisReplicaHearsNothingTwice() {
    TestChannel trades = new TestChannel(ChannelKind.TRADES);
    Subscription subscription = trades.subscribe(Mode.LOSSLESS);
    Subscription ahead =
        new Subscription(3, subscription.channel(), subscription.subscriber(), Mode.LOSSLESS);
    ahead.join(trades.members(), trades.history.last(), 2);
    trades.publish(trade(1), trade(2), trade(3));
    assertThat(takeAll(ahead)).containsExactly(trades.push(trade(3), 3));
  }

  private static Payload.OfBook change(long sequence, List<Level> bids, List<Level> asks) {
    return new Payload.OfBook(Samples.BTC, false, sequence, bids, asks);
  }
}
