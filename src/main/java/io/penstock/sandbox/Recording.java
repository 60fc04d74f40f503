package io.penstock.sandbox;

import io.penstock.sandbox.RecordingFile.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * Recorded frames of the exchange in one file, or in all recordings of a directory one after the
 * other by name. They are read as they are played; only what {@link RecordingSummary} holds is
 * kept.
 */
final class Recording {

  private static final int EXCERPT = 40;

  private final Path path;
  private final List<Path> files;
  private final RecordingSummary summary;

  private Recording(Path path, List<Path> files, RecordingSummary summary) {
    this.path = path;
    this.files = files;
    this.summary = summary;
  }

  /**
   * Reads the recording once, to know what is in it. Blocks.
   *
   * @throws RecordingException when there is none, it is damaged, or it is another venue's
   */
  static Recording open(Path path) {
    List<Path> files = files(path);
    RecordingSummary summary = new RecordingSummary();
    for (Path file : files) {
      scan(file, summary);
    }
    if (summary.frames() == 0) {
      throw new RecordingException(
          "Recording " + path + " holds no frames that an exchange sent over a socket.");
    }
    return new Recording(path, files, summary);
  }

  Path path() {
    return path;
  }

  RecordingSummary summary() {
    return summary;
  }

  /**
   * The frames from number {@code skip} on, in their order; then it completes. Each subscriber
   * reads for itself, and blocks while it does: subscribe on a scheduler that may. Reads no further
   * than was requested.
   */
  Flux<RecordedFrame> frames(long skip) {
    return Flux.generate(() -> new Reader(files), Reader::emit, Reader::close)
        .skip(skip)
        .map(Line::asFrame);
  }

  private static List<Path> files(Path path) {
    if (!Files.exists(path)) {
      throw new RecordingException(
          "Recording " + path + " does not exist: check penstock.sandbox.recording.");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> files = entries.filter(Recording::isRecording).sorted().toList();
      if (files.isEmpty()) {
        throw new RecordingException(
            "Directory " + path + " holds no recording (*.jsonl or *.jsonl.gz).");
      }
      return files;
    } catch (IOException e) {
      throw new RecordingException(
          "Directory " + path + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static boolean isRecording(Path file) {
    String name = file.toString();
    return Files.isRegularFile(file) && (name.endsWith(".jsonl") || name.endsWith(".jsonl.gz"));
  }

  private static void scan(Path file, RecordingSummary summary) {
    boolean known = false;
    String first = "";
    try (RecordingFile lines = new RecordingFile(file)) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        known |= summary.add(line);
        first = first.isEmpty() ? line.frame() : first;
      }
    }
    if (!known) {
      String begin = first.substring(0, Math.min(EXCERPT, first.length()));
      throw new RecordingException(
          first.isEmpty()
              ? "Recording " + file + " is empty."
              : "Recording "
                  + file
                  + " is not one of Coinbase Exchange; its first frame begins with "
                  + begin);
    }
  }

  /** Goes from file to file. */
  private static final class Reader {

    private final Deque<Path> left;
    private @Nullable RecordingFile open;

    Reader(List<Path> files) {
      left = new ArrayDeque<>(files);
    }

    Reader emit(SynchronousSink<Line> sink) {
      Line line = next();
      while (line != null && !line.isFrame()) {
        line = next();
      }
      if (line == null) {
        sink.complete();
      } else {
        sink.next(line);
      }
      return this;
    }

    private @Nullable Line next() {
      while (true) {
        if (open == null) {
          Path file = left.poll();
          if (file == null) {
            return null;
          }
          open = new RecordingFile(file);
        }
        Line line = open.next();
        if (line != null) {
          return line;
        }
        close();
      }
    }

    void close() {
      if (open != null) {
        open.close();
        open = null;
      }
    }
  }
}
