package io.penstock.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.springframework.util.unit.DataSize;

/**
 * The data of one Penstock, held by one process at a time. The lock is the operating system's, so
 * it ends with the process, however that ends; the file's text, the process id, is only for people.
 */
final class DataDirectory implements AutoCloseable {

  private static final String SETTING = "penstock.embedded.data-dir";

  private final Path path;
  private final FileChannel lock;
  private final String leftBy;

  private DataDirectory(Path path, FileChannel lock, String leftBy) {
    this.path = path;
    this.lock = lock;
    this.leftBy = leftBy;
  }

  /**
   * Makes the directory if need be, and takes it.
   *
   * @throws EmbeddedStartException when it cannot be written, another process holds it, or the disk
   *     is too full
   */
  static DataDirectory take(Path path, DataSize minFreeDisk) {
    try {
      Files.createDirectories(path);
      DataDirectory taken = lock(path);
      long free = Files.getFileStore(path).getUsableSpace();
      if (free < minFreeDisk.toBytes()) {
        taken.close();
        throw new EmbeddedStartException(
            "only %,d MB are free on the disk of %s, less than %,d MB"
                .formatted(free >> 20, path, minFreeDisk.toMegabytes()),
            "make room, choose another disk with "
                + SETTING
                + ", or lower penstock.embedded.min-free-disk");
      }
      return taken;
    } catch (IOException e) {
      throw new EmbeddedStartException(
          "the data directory " + path + " cannot be written (" + reason(e) + ")",
          "make it writable, or choose another with " + SETTING,
          e);
    }
  }

  private static DataDirectory lock(Path path) throws IOException {
    Path file = path.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    String pid = new String(Files.readAllBytes(file), US_ASCII).strip();
    if (!held(channel)) {
      channel.close();
      throw new EmbeddedStartException(
          "another Penstock (process " + pid + ") is running on the data directory " + path,
          "stop it, or start this one beside it with --penstock.embedded.copy=2");
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(US_ASCII)), 0);
    return new DataDirectory(path, channel, pid);
  }

  private static boolean held(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileSystemException file) {
      return file.getReason() == null ? e.getClass().getSimpleName() : file.getReason();
    }
    return String.valueOf(e.getMessage());
  }

  Path path() {
    return path;
  }

  /** The process that had the directory before and did not give it back, or nothing. */
  String leftBy() {
    return leftBy;
  }

  /** Gives it back: nothing is left to say about this process. */
  @Override
  public void close() {
    try {
      if (lock.isOpen()) {
        lock.truncate(0);
        lock.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
