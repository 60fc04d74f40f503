package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Micros;
import io.penstock.sandbox.venue.TestRecording;
import java.time.Duration;

/** Frames of the exchange for tests. */
final class CoinbaseFrames {

  private CoinbaseFrames() {}

  /**
   * What is told of one product within three seconds: a book, its last trade, two updates, two
   * trades.
   */
  static TestRecording session(String product) {
    return new TestRecording()
        .add(0, snapshot(product))
        .add(0, match("last_match", product, 10, 100, -5_000))
        .add(500, update(product, "[\"buy\",\"9.99\",\"0.50\"]", 500))
        .add(1_000, match("match", product, 11, 105, 1_000))
        .add(
            2_000,
            update(product, "[\"sell\",\"10.01\",\"0.00\"],[\"sell\",\"10.02\",\"3.00\"]", 2_000))
        .add(3_000, match("match", product, 12, 110, 3_000));
  }

  static String snapshot(String product) {
    return "{\"type\":\"snapshot\",\"product_id\":\""
        + product
        + "\",\"asks\":[[\"10.01\",\"1.00\"],[\"10.03\",\"2.00\"]],\"bids\":[[\"9.99\",\"1.50\"],[\"9.98\",\"4.00\"]]}";
  }

  static String update(String product, String changes, long millis) {
    return CoinbaseMessages.l2update(product, changes, time(millis));
  }

  static String match(String type, String product, long tradeId, long sequence, long millis) {
    return "{\"type\":\""
        + type
        + "\",\"trade_id\":"
        + tradeId
        + ",\"maker_order_id\":\"m\",\"taker_order_id\":\"t\",\"side\":\"sell\",\"size\":\"0.1\",\"price\":\"10.01\","
        + "\"product_id\":\""
        + product
        + "\",\"sequence\":"
        + sequence
        + ",\"time\":\""
        + time(millis)
        + "\"}";
  }

  static String time(long millis) {
    return Micros.text(TestRecording.BEGIN.plus(Duration.ofMillis(millis)));
  }
}
