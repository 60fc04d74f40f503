package io.penstock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Recordings of real exchanges and the answers a correct engine must give. They lie outside of the
 * project: where {@code PENSTOCK_RECORDINGS} or the system property {@code penstock.recordings}
 * says, else in {@code ../shared/recordings}. Tests that need them are skipped where they are
 * absent.
 */
public final class Recordings {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Recordings() {}

  /** The folder; skips the running test where there is none. */
  public static Path root() {
    String named = System.getenv("PENSTOCK_RECORDINGS");
    if (named == null) {
      named = System.getProperty("penstock.recordings", "../shared/recordings");
    }
    Path root = Path.of(named);
    Assumptions.assumeTrue(
        Files.isDirectory(root), () -> "no recordings in " + root.toAbsolutePath());
    return root;
  }

  /**
   * The lines of a recording, in order of receipt; close it.
   *
   * @param file below the folder, {@code coinbase/exchange-20210417.jsonl.gz}
   */
  public static Stream<RecordedFrame> frames(String file) {
    return frames(root().resolve(file));
  }

  /** The lines of the project's own frames, {@code coinbase/session.jsonl}; close it. */
  public static Stream<RecordedFrame> ownFrames(String file) {
    return frames(Path.of("src/test/resources/frames").resolve(file));
  }

  /**
   * An answer, {@code coinbase-exchange-20210417.json}. Its decimals are strings: compare them by
   * value.
   */
  public static JsonNode expected(String file) {
    return JSON.readTree(root().resolve("expected").resolve(file).toFile());
  }

  private static Stream<RecordedFrame> frames(Path path) {
    try {
      InputStream bytes = Files.newInputStream(path);
      InputStream text = path.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
      return lines.lines().map(Recordings::frame).onClose(() -> close(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedFrame frame(String line) {
    JsonNode json = JSON.readTree(line);
    String received = json.path("received").stringValue(null);
    return new RecordedFrame(
        received == null ? null : Instant.parse(received),
        Objects.requireNonNull(json.path("channel").stringValue(null)),
        Objects.requireNonNull(json.path("direction").stringValue(null)),
        Objects.requireNonNull(json.path("frame").stringValue(null)));
  }

  private static void close(BufferedReader lines) {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
