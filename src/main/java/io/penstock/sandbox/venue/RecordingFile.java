package io.penstock.sandbox.venue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a file of recorded lines, {@code .jsonl} or {@code .jsonl.gz}, from its first line on. A
 * line is {@code {"received":"…","channel":"ws","direction":"in","frame":"…"}}; an empty one is
 * passed over. Blocks.
 */
final class RecordingFile implements Closeable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final BufferedReader reader;
  private long line;

  /**
   * @throws RecordingException when it cannot be opened
   */
  RecordingFile(Path path) {
    this.path = path;
    try {
      InputStream bytes = Files.newInputStream(path);
      InputStream text = path.toString().endsWith(".gz") ? unzipped(bytes) : bytes;
      reader = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8), BUFFER);
    } catch (IOException e) {
      throw new RecordingException("Recording " + path + " cannot be read: " + reason(e) + ".", e);
    }
  }

  private static InputStream unzipped(InputStream bytes) throws IOException {
    try {
      return new GZIPInputStream(bytes, BUFFER);
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  /**
   * The next line, or null at the end.
   *
   * @throws RecordingException when the line is none of a recording, or the file breaks off
   */
  @Nullable Line next() {
    try {
      String text = reader.readLine();
      while (text != null && text.isBlank()) {
        line++;
        text = reader.readLine();
      }
      line++;
      return text == null ? null : parse(text);
    } catch (IOException e) {
      throw new RecordingException(
          "Recording " + path + " breaks off after line " + line + ": " + reason(e) + ".", e);
    }
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Line parse(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JacksonException e) {
      throw noLine(e);
    }
    if (!json.path("channel").isString()
        || !json.path("direction").isString()
        || !json.path("frame").isString()) {
      throw noLine(null);
    }
    return new Line(
        json.path("received").asString(""),
        json.path("channel").asString(),
        json.path("direction").asString(),
        json.path("frame").asString());
  }

  private RecordingException noLine(@Nullable Throwable cause) {
    return new RecordingException(
        "Recording "
            + path
            + ", line "
            + line
            + ": expected {\"received\",\"channel\",\"direction\",\"frame\"}.",
        cause);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
