package io.penstock.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs programs that end by themselves, and finds those that run on behind a pid file. */
final class Command {

  private Command() {}

  /**
   * Runs to the end, or kills it when the time is over.
   *
   * @param output replaced by what the program writes. A file, because a pipe would stay open as
   *     long as a server that inherited it.
   */
  static Result run(List<String> words, Path output, Duration timeout) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Result(
            process.exitValue(), Files.readString(output, StandardCharsets.UTF_8).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return new Result(-1, "no end within " + timeout.toSeconds() + " s");
  }

  /**
   * The process that wrote the file, if it still lives and runs that program: a number alone may
   * belong to another program by now.
   */
  static Optional<ProcessHandle> running(Path pidFile, Path program) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    String pid = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    if (!pid.matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    Path real = program.toRealPath();
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(process -> process.info().command().map(Path::of).filter(real::equals).isPresent());
  }

  /** Waits for the end of a process that need not be our child; kills it when the time is over. */
  static void awaitEnd(ProcessHandle process, Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    // An ended process may stay listed until its parent takes notice; it has no command any more.
    while (process.isAlive() && process.info().command().isPresent()) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        process.destroyForcibly();
        return;
      }
      pause();
    }
  }

  /**
   * The pause between two looks at something that will be soon. Interrupted, it ends at once and
   * stays interrupted.
   */
  static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @param exit 0 when all went well, -1 when it took too long
   */
  record Result(int exit, String output) {

    boolean failed() {
      return exit != 0;
    }
  }
}
