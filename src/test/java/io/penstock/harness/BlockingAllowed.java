package io.penstock.harness;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Where BlockHound lets a thread wait although it must not: code of others, known to wait shortly
 * or once. JUnit installs BlockHound; Reactor and Netty bring lists of their own. Never add code of
 * Penstock here: mend it.
 */
public final class BlockingAllowed implements BlockHoundIntegration {

  /** Blocking calls that were seen, also those whose error somebody swallowed. */
  static final Queue<BlockingOperationError> SEEN = new ConcurrentLinkedQueue<>();

  private static final List<Place> PLACES =
      List.of(
          new Place(
              "ch.qos.logback.core.OutputStreamAppender",
              "append",
              "a log line goes to the console at once"),
          new Place(
              "io.netty.buffer.AdaptivePoolingAllocator",
              "allocate",
              "its pools grow under a short lock"),
          new Place(
              "reactor.test.scheduler.VirtualTimeScheduler$TimedRunnable",
              "dispose",
              "the queue of a time that only tests have grows under a short lock"),
          new Place(
              "reactor.test.scheduler.VirtualTimeScheduler$VirtualTimeWorker",
              "doScheduleAtTime",
              "as above"),
          new Place("reactor.test.scheduler.VirtualTimeScheduler", "drain", "as above"),
          new Place(
              "java.security.SecureRandom",
              "nextBytes",
              "the kernel's source of chance does not wait"),
          new Place(
              "java.util.UUID",
              "randomUUID",
              "as SecureRandom, whose provider is looked up at first use"),
          new Place(
              "java.util.zip.ZipFile$Source",
              "readFullyAt",
              "a class or resource of a jar, at its first use"),
          new Place("java.util.zip.ZipFile$Source", "readAt", "as above"),
          new Place(
              "io.lettuce.core.protocol.SharedLock",
              "incrementWriters",
              "a command waits until another has been put into the queue"),
          new Place(
              "com.github.luben.zstd.util.Native",
              "load",
              "Netty unpacks zstd at the first zipped request"));

  @Override
  public void applyTo(BlockHound.Builder builder) {
    PLACES.forEach(place -> builder.allowBlockingCallsInside(place.type(), place.method()));
    builder.blockingMethodCallback(BlockingAllowed::refuse);
  }

  private static void refuse(BlockingMethod method) {
    BlockingOperationError error = new BlockingOperationError(method);
    SEEN.add(error);
    throw error;
  }

  private record Place(String type, String method, String why) {}
}
