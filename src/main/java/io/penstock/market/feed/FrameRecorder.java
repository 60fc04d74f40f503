package io.penstock.market.feed;

import io.penstock.market.feed.FeedOccurrence.RecordingEnded;
import io.penstock.market.tick.Venue;
import io.penstock.platform.telemetry.Telemetry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps what venues say in files, {@code <venue>-<time>.jsonl}, each line as recordings have it:
 * {@code {"received":"…","channel":"ws","direction":"in","frame":"…"}}. A file that has grown large
 * is followed by the next.
 *
 * <p>What waits to be written is bounded by {@link #MOST_WAITING}. A recording with a hole would be
 * a lie: when the disk cannot keep up, or fails, that venue's recording ends there, and that is
 * told.
 */
final class FrameRecorder {

  static final long MOST_WAITING = 64L << 20;

  private static final long LARGEST_FILE = 256L << 20;
  private static final int BUFFER = 1 << 16;
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final ObjectWriter LINE = JsonMapper.builder().build().writerFor(Line.class);

  private final Path directory;
  private final Clock clock;
  private final Telemetry telemetry;
  private final ConcurrentLinkedQueue<Taken> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final Map<Venue, Tape> tapes = new HashMap<>();

  private record Line(String received, String channel, String direction, String frame) {}

  private record Taken(
      Tape tape, Instant at, String channel, FrameTape.Direction direction, byte[] text) {}

  FrameRecorder(Path directory, Clock clock, Telemetry telemetry) {
    this.directory = directory;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** The same one for all lines of a venue. */
  synchronized FrameTape tape(Venue venue) {
    return tapes.computeIfAbsent(venue, Tape::new);
  }

  /** Writes all that waits. Blocks; by one thread at a time. */
  void write() {
    for (Taken taken = waiting.poll(); taken != null; taken = waiting.poll()) {
      waitingBytes.addAndGet(-taken.text().length);
      taken.tape().write(taken);
    }
    each(Tape::flush);
  }

  /** Writes all that waits and closes the files. Blocks. */
  void close() {
    write();
    each(Tape::close);
  }

  private synchronized void each(Consumer<Tape> what) {
    tapes.values().forEach(what);
  }

  /** One venue's. Its files belong to the thread that writes. */
  private final class Tape implements FrameTape {

    private final Venue venue;
    private volatile boolean isOver;
    private @Nullable OutputStream file;
    private long written;
    private boolean hasFailed;

    Tape(Venue venue) {
      this.venue = venue;
    }

    @Override
    public void take(String channel, Direction direction, byte[] text) {
      if (isOver) {
        return;
      }
      if (waitingBytes.addAndGet(text.length) > MOST_WAITING) {
        waitingBytes.addAndGet(-text.length);
        end("the disk cannot keep up");
        return;
      }
      waiting.add(new Taken(this, clock.instant(), channel, direction, text));
    }

    void write(Taken taken) {
      if (hasFailed) {
        return;
      }
      try {
        OutputStream out = file == null ? open(taken.at()) : file;
        byte[] line =
            LINE.writeValueAsBytes(
                new Line(
                    taken.at().toString(),
                    taken.channel(),
                    taken.direction() == Direction.IN ? "in" : "out",
                    new String(taken.text(), StandardCharsets.UTF_8)));
        out.write(line);
        out.write('\n');
        written += line.length + 1L;
        if (written >= LARGEST_FILE) {
          close();
        }
      } catch (IOException e) {
        fail(e);
        close();
      }
    }

    private OutputStream open(Instant at) throws IOException {
      Files.createDirectories(directory);
      Path path = directory.resolve(venue + "-" + NAME.format(at) + ".jsonl");
      OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(path, StandardOpenOption.CREATE_NEW), BUFFER);
      file = out;
      written = 0;
      return out;
    }

    void flush() {
      try {
        if (file != null) {
          file.flush();
        }
      } catch (IOException e) {
        fail(e);
        close();
      }
    }

    void close() {
      try {
        if (file != null) {
          file.close();
        }
      } catch (IOException e) {
        fail(e);
      } finally {
        file = null;
      }
    }

    private void fail(IOException cause) {
      hasFailed = true;
      end(String.valueOf(cause.getMessage()));
    }

    private void end(String reason) {
      if (!isOver) {
        isOver = true;
        telemetry.report(new RecordingEnded(venue, reason));
      }
    }
  }
}
