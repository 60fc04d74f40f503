package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * The application in a process of its own, as a person starts it, on free ports. Ends with the
 * test.
 */
public final class PenstockProcess implements AutoCloseable {

  private static final Path PROGRAMS =
      Path.of("target", "test-servers", "programs").toAbsolutePath();

  private final Process process;
  private final Path output;

  private PenstockProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * @param directory holds its data and what it writes on the screen
   */
  public static PenstockProcess start(Path directory) throws IOException {
    return start(directory, Map.of());
  }

  /**
   * @param settings instead of free ports and the like
   */
  public static PenstockProcess start(Path directory, Map<String, String> settings)
      throws IOException {
    Map<String, String> all = new HashMap<>();
    all.put("spring.profiles.active", "embedded");
    for (String port : List.of("postgres", "kafka", "kafka-controller", "redis", "sandbox")) {
      all.put("penstock.embedded." + port + "-port", "0");
    }
    all.put("penstock.embedded.data-dir", directory.resolve("data").toString());
    all.put("penstock.embedded.programs-dir", PROGRAMS.toString());
    all.putAll(settings);
    return startPlain(directory, all);
  }

  /** Without servers of its own: the settings name them. */
  public static PenstockProcess startPlain(Path directory, Map<String, String> settings)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    words.addAll(List.of("-XX:+UseCompactObjectHeaders", "-Xmx384m", "-XX:+UseSerialGC"));
    words.addAll(List.of("-cp", applicationClasses(), "io.penstock.Penstock", "--server.port=0"));
    settings.forEach((name, value) -> words.add("--" + name + "=" + value));
    Path output = Files.createTempFile(directory, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
    return new PenstockProcess(builder.start(), output);
  }

  /**
   * A program of the tests in a process of its own.
   *
   * @param output what it writes on the screen is added to this file
   */
  public static Process java(Path output, Class<?> program, String... arguments)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx384m", "-XX:+UseSerialGC", "-cp"));
    words.add(System.getProperty("java.class.path"));
    words.add(program.getName());
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  private static String applicationClasses() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  public PenstockProcess awaitReady() throws IOException {
    Awaitility.await()
        .atMost(90, TimeUnit.SECONDS)
        .until(() -> !process.isAlive() || output().contains("Ctrl-C stops everything"));
    assertThat(output()).contains("Ctrl-C stops everything");
    return this;
  }

  /** The port of pages and APIs, as the ready screen tells it. */
  public int port() throws IOException {
    Matcher page = Pattern.compile("http://localhost:(\\d+)/").matcher(output());
    assertThat(page.find()).as("a page on the ready screen").isTrue();
    return Integer.parseInt(page.group(1));
  }

  /** Waits until its web server listens, for one that shows no ready screen. */
  public int awaitPort() throws IOException {
    Pattern listens = Pattern.compile("Netty started on port (\\d+)");
    Awaitility.await()
        .atMost(90, TimeUnit.SECONDS)
        .until(() -> !process.isAlive() || listens.matcher(output()).find());
    Matcher found = listens.matcher(output());
    assertThat(found.find()).as("a port in %s", output()).isTrue();
    return Integer.parseInt(found.group(1));
  }

  /**
   * @param path from the slash on
   */
  public String url(String path) throws IOException {
    return "http://localhost:" + port() + path;
  }

  /** As {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Leaves nothing in its heap but what is used. */
  public void collectGarbage() throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process collection =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collection.waitFor() != 0) {
      throw new IOException("no garbage could be collected");
    }
  }

  /** As {@code kill} or the end of a container does. */
  public void terminate() {
    process.destroy();
  }

  public boolean endsWithin(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  public int exitCode() {
    return process.exitValue();
  }

  public String output() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  /** Lets it end its servers, too. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(15, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
