package io.penstock.platform.telemetry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** {@code config/telemetry.md}, read. */
final class TelemetryCatalogue {

  static final Path FILE = Path.of("config", "telemetry.md");

  /**
   * @param name as the code has it, such as {@code penstock.feed.delay}
   * @param kind {@code counter}, {@code gauge}, {@code histogram} or {@code summary}
   * @param unit {@code seconds}, {@code bytes}, or empty
   * @param fromStart whether it is there before anything happened
   */
  record Meter(String name, String kind, String unit, List<String> tags, boolean fromStart) {

    /** Of its first series, as Prometheus reads it. */
    String series() {
      String base = name.replace('.', '_') + (unit.isEmpty() ? "" : "_" + unit);
      return switch (kind) {
        case "counter" -> base + "_total";
        case "histogram", "summary" -> base + "_count";
        default -> base;
      };
    }
  }

  private TelemetryCatalogue() {}

  static List<Meter> read() {
    try (Stream<String> lines = Files.lines(FILE)) {
      return lines.filter(line -> line.startsWith("| `")).map(TelemetryCatalogue::meter).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Meter meter(String line) {
    List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
    List<String> kind = List.of(cells.get(2).split(", "));
    List<String> tags = cells.get(3).isEmpty() ? List.of() : List.of(cells.get(3).split(", "));
    return new Meter(
        cells.get(1).replace("`", ""),
        kind.getFirst(),
        kind.size() > 1 ? kind.get(1) : "",
        tags,
        cells.get(4).equals("start"));
  }
}
