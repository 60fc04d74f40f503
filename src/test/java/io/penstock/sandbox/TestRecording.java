package io.penstock.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** Writes a recording for a test. */
final class TestRecording {

  static final Instant BEGIN = Instant.parse("2021-04-17T16:43:37Z");

  private static final JsonMapper JSON = new JsonMapper();

  private final List<String> lines = new ArrayList<>();
  private final List<String> frames = new ArrayList<>();

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

  TestRecording add(long receivedMillis, String frame) {
    frames.add(frame);
    return line(BEGIN.plusMillis(receivedMillis).toString(), "ws", "in", frame);
  }

  TestRecording line(String received, String channel, String direction, String frame) {
    lines.add(
        JSON.createObjectNode()
            .put("received", received)
            .put("channel", channel)
            .put("direction", direction)
            .put("frame", frame)
            .toString());
    return this;
  }

  /** The frames a client should get. */
  List<String> frames() {
    return frames;
  }

  Path write(Path file) throws IOException {
    return Files.write(file, lines);
  }

  Path writeZipped(Path file) throws IOException {
    try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(file))) {
      zip.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  static String snapshot(String product) {
    return "{\"type\":\"snapshot\",\"product_id\":\""
        + product
        + "\",\"asks\":[[\"10.01\",\"1.00\"],[\"10.03\",\"2.00\"]],\"bids\":[[\"9.99\",\"1.50\"],[\"9.98\",\"4.00\"]]}";
  }

  static String update(String product, String changes, long millis) {
    return ExchangeMessages.l2update(product, changes, time(millis));
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
    return ExchangeMessages.time(BEGIN.plus(Duration.ofMillis(millis)));
  }
}
