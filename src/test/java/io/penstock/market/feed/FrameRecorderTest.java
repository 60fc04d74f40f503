package io.penstock.market.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.penstock.market.tick.Venue;
import io.penstock.platform.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class FrameRecorderTest {

  private static final Venue KRAKEN = new Venue("kraken");
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00.123456Z");

  @TempDir private Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private FrameRecorder recorder(Path into) {
    return new FrameRecorder(into, Clock.fixed(NOW, ZoneOffset.UTC), new Telemetry(meters));
  }

  @Test
  void keepsEachFrameAsItCameInTheLineFormat() throws IOException {
    FrameRecorder recorder = recorder(directory.resolve("new"));
    FrameTape tape = recorder.tape(KRAKEN);
    String odd = "{\"a\":\"\\u00e9 \\\"é\\\"\\n\"}\t\u2028";
    tape.sent("{\"method\":\"subscribe\"}");
    tape.received(Unpooled.copiedBuffer(odd, StandardCharsets.UTF_8));
    tape.answered("/0/public/Trades?pair=XBTUSD", "[]".getBytes(StandardCharsets.UTF_8));
    recorder.tape(new Venue("binance")).sent("{}");
    recorder.close();

    assertThat(files(directory.resolve("new")))
        .containsExactly("binance-20260302T100000.123Z.jsonl", "kraken-20260302T100000.123Z.jsonl");
    List<String> lines =
        Files.readAllLines(directory.resolve("new/kraken-20260302T100000.123Z.jsonl"));
    assertThat(lines.getFirst())
        .isEqualTo(
            "{\"received\":\"2026-03-02T10:00:00.123456Z\",\"channel\":\"ws\",\"direction\":\"out\","
                + "\"frame\":\"{\\\"method\\\":\\\"subscribe\\\"}\"}");
    assertThat(lines).hasSize(3);
    assertThat(new JsonMapper().readTree(lines.get(1)).path("frame").asString()).isEqualTo(odd);
    assertThat(lines.get(2)).contains("\"channel\":\"http:/0/public/Trades?pair=XBTUSD\"");
  }

  @Test
  void whatDoesNotFitInMemoryEndsTheRecordingAndIsTold() throws IOException {
    FrameRecorder recorder = recorder(directory);
    FrameTape tape = recorder.tape(KRAKEN);
    byte[] large = new byte[1 << 20];
    Arrays.fill(large, (byte) 'x');
    for (int i = 0; i < FrameRecorder.MOST_WAITING / large.length + 10; i++) {
      tape.take(FrameTape.WEBSOCKET, FrameTape.Direction.IN, large);
    }
    recorder.write();
    tape.sent("after the hole");
    recorder.close();

    assertThat(meters.get("penstock.feed.recordings.ended").counter().count()).isEqualTo(1);
    Path file = directory.resolve("kraken-20260302T100000.123Z.jsonl");
    try (Stream<String> lines = Files.lines(file)) {
      assertThat(lines.filter(line -> !line.contains("hole")).count()).isEqualTo(64);
    }
  }

  @Test
  void diskThatFailsEndsTheRecordingAndIsTold() throws IOException {
    Path file = Files.createFile(directory.resolve("a-file-not-a-directory"));
    FrameRecorder recorder = recorder(file);
    recorder.tape(KRAKEN).sent("one");
    recorder.write();
    recorder.tape(KRAKEN).sent("two");
    recorder.close();

    assertThat(meters.get("penstock.feed.recordings.ended").counter().count()).isEqualTo(1);
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
