package io.penstock.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.platform.telemetry.TelemetryCatalogue.Meter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code config/telemetry.md} and the code together. */
class TelemetryCatalogueTest {

  private static final Path SOURCES = Path.of("src", "main", "java", "io", "penstock");

  /** Where a meter's name stands in the code, wherever its line is broken. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:return|\\.gauge\\(|builder\\(|Hops\\.timer\\([\\s\\w.()]*,)\\s*\"(penstock\\.[a-z.]+)\"");

  /** A series of ours in PromQL. */
  private static final Pattern READ = Pattern.compile("\\bpenstock_[a-z0-9_]+");

  private final List<Meter> catalogue = TelemetryCatalogue.read();

  @Test
  void everyMeterOfTheCodeIsDocumentedAndNoOther() {
    assertThat(catalogue).extracting(Meter::name).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(catalogue.stream().map(Meter::name).toList()))
        .as("meters in %s", TelemetryCatalogue.FILE)
        .isEqualTo(metersOfTheCode());
  }

  @Test
  void kindsAndUnitsAreThoseThatPrometheusKnows() {
    assertThat(catalogue)
        .allSatisfy(meter -> {
          assertThat(meter.kind()).isIn("counter", "gauge", "histogram", "summary");
          assertThat(meter.unit()).isIn("", "seconds", "bytes");
          assertThat(meter.series()).matches("[a-z][a-z0-9_]*");
        });
  }

  /** Recorded series, which have a colon, are made by the rules themselves. */
  @Test
  void rulesReadDocumentedMetersOnly() throws IOException {
    Set<String> known = new TreeSet<>();
    for (Meter meter : catalogue) {
      known.add(meter.series());
      if (meter.kind().equals("histogram")) {
        String base = meter.series().replaceAll("_count$", "");
        known.addAll(List.of(base + "_bucket", base + "_sum", base + "_max"));
      }
    }
    try (Stream<Path> files = Files.walk(Path.of("config", "prometheus"))) {
      List<String> read =
          files.filter(Files::isRegularFile).flatMap(TelemetryCatalogueTest::read).toList();
      assertThat(read).isNotEmpty().allSatisfy(series -> assertThat(series).isIn(known));
    }
  }

  private static Stream<String> read(Path file) {
    try {
      return READ.matcher(Files.readString(file)).results().map(MatchResult::group);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void bucketsRiseFromHundredMicrosecondsToTenSeconds() {
    assertThat(Hops.BUCKETS).isSorted().doesNotHaveDuplicates();
    assertThat(Hops.BUCKETS.getFirst()).hasNanos(100_000);
    assertThat(Hops.BUCKETS.getLast()).hasSeconds(10);
  }

  /** The sandbox is no part of what is run in earnest. */
  private static Set<String> metersOfTheCode() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.startsWith(SOURCES.resolve("sandbox")))
          .filter(file -> !file.startsWith(SOURCES.resolve("embedded")))
          .flatMap(TelemetryCatalogueTest::metersOf)
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> metersOf(Path source) {
    try {
      return NAMED
          .matcher(Files.readString(source))
          .results()
          .map((MatchResult found) -> found.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
