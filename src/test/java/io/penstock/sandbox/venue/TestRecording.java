package io.penstock.sandbox.venue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** Writes a recording for a test. */
public final class TestRecording {

  public static final Instant BEGIN = Instant.parse("2021-04-17T16:43:37Z");

  private static final JsonMapper JSON = new JsonMapper();

  private final List<String> lines = new ArrayList<>();
  private final List<String> frames = new ArrayList<>();

  public TestRecording add(long receivedMillis, String frame) {
    frames.add(frame);
    return line(BEGIN.plusMillis(receivedMillis).toString(), "ws", "in", frame);
  }

  public TestRecording line(String received, String channel, String direction, String frame) {
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
  public List<String> frames() {
    return frames;
  }

  public Path write(Path file) throws IOException {
    return Files.write(file, lines);
  }

  public Path writeZipped(Path file) throws IOException {
    try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(file))) {
      zip.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
