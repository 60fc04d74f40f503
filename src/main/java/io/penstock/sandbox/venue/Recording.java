package io.penstock.sandbox.venue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * Recorded frames of one venue in one file, or in all its recordings of a directory one after the
 * other by name. They are read as they are played; only what {@link Contents} holds is kept.
 */
public final class Recording<F, K> {

  private static final int EXCERPT = 40;

  private final Path path;
  private final List<Path> files;
  private final Contents<F, K> contents;
  private final long frames;

  private Recording(Path path, List<Path> files, Contents<F, K> contents, long frames) {
    this.path = path;
    this.files = files;
    this.contents = contents;
    this.frames = frames;
  }

  /**
   * Reads a recording of one venue through once, to know what is in it. Blocks.
   *
   * @throws RecordingException when there is none, it is damaged, or it is another venue's
   */
  public static <F, K> Recording<F, K> open(Path path, Contents<F, K> contents) {
    return sort(path, List.of(contents)).of(contents);
  }

  /**
   * Reads a file, or the files of a directory, through once and says whose each is. Blocks.
   *
   * @param venues whose recordings may be among them
   * @throws RecordingException when there is none, one is damaged, or one is of no venue of these
   */
  public static Sorted sort(Path path, List<? extends Contents<?, ?>> venues) {
    Map<String, List<Path>> files = new HashMap<>();
    Map<String, Long> frames = new HashMap<>();
    for (Path file : files(path)) {
      Contents<?, ?> venue = venueOf(file, venues);
      files.computeIfAbsent(venue.venue(), name -> new ArrayList<>()).add(file);
      frames.merge(venue.venue(), scan(file, venue), Long::sum);
    }
    if (frames.values().stream().allMatch(count -> count == 0)) {
      throw new RecordingException(
          "Recording " + path + " holds no frames that an exchange sent over a socket.");
    }
    return new Sorted(path, files, frames);
  }

  public Path path() {
    return path;
  }

  public Contents<F, K> contents() {
    return contents;
  }

  /** How many are played in a round. */
  public long frames() {
    return frames;
  }

  /**
   * The frames from number {@code skip} on, in their order; then it completes. Each subscriber
   * reads for itself, and blocks while it does: subscribe on a scheduler that may. Reads no further
   * than was requested.
   */
  public Flux<F> frames(long skip) {
    return Flux.<Line, Reader>generate(Reader::new, Reader::emit, Reader::close)
        .skip(skip)
        .map(contents::read);
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

  /** By the first line that one of them knows. */
  private static Contents<?, ?> venueOf(Path file, List<? extends Contents<?, ?>> venues) {
    String first = "";
    try (RecordingFile lines = new RecordingFile(file)) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        for (Contents<?, ?> venue : venues) {
          if (venue.knows(line)) {
            return venue;
          }
        }
        first = first.isEmpty() ? line.frame() : first;
      }
    }
    if (first.isEmpty()) {
      throw new RecordingException("Recording " + file + " is empty.");
    }
    throw new RecordingException(
        "Recording "
            + file
            + " is none of "
            + venues.stream().map(Contents::venue).collect(Collectors.joining(", "))
            + "; its first frame begins with "
            + first.substring(0, Math.min(EXCERPT, first.length())));
  }

  private static long scan(Path file, Contents<?, ?> venue) {
    long frames = 0;
    try (RecordingFile lines = new RecordingFile(file)) {
      for (Line line = lines.next(); line != null; line = lines.next()) {
        venue.add(line);
        frames += venue.isPlayed(line) ? 1 : 0;
      }
    }
    return frames;
  }

  /** Recordings by venue. */
  public static final class Sorted {

    private final Path path;
    private final Map<String, List<Path>> files;
    private final Map<String, Long> frames;

    private Sorted(Path path, Map<String, List<Path>> files, Map<String, Long> frames) {
      this.path = path;
      this.files = files;
      this.frames = frames;
    }

    public boolean has(Contents<?, ?> venue) {
      return frames.getOrDefault(venue.venue(), 0L) > 0;
    }

    /** What there is of that venue, perhaps nothing. */
    public <F, K> Recording<F, K> of(Contents<F, K> venue) {
      return new Recording<>(
          path,
          files.getOrDefault(venue.venue(), List.of()),
          venue,
          frames.getOrDefault(venue.venue(), 0L));
    }
  }

  /** Goes from file to file. */
  private final class Reader {

    private final Deque<Path> left = new ArrayDeque<>(files);
    private @Nullable RecordingFile open;

    Reader emit(SynchronousSink<Line> sink) {
      Line line = next();
      while (line != null && !contents.isPlayed(line)) {
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
