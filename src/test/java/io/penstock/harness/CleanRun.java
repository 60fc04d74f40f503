package io.penstock.harness;

import static java.util.stream.Collectors.joining;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import io.netty.util.internal.StringUtil;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import reactor.blockhound.BlockingOperationError;

/**
 * Fails the run after its last test when a reference-counted buffer was not released by any of
 * them, or when a thread that must not wait was blocked and the error of it went nowhere.
 */
public final class CleanRun implements BeforeAllCallback {

  /** After so many collections the planted leak must have been found. */
  private static final int COLLECTIONS = 50;

  private static final int FRAMES_TOLD = 40;

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.create(CleanRun.class))
        .computeIfAbsent("at the end", key -> (AutoCloseable) CleanRun::failUnlessClean);
  }

  static void failUnlessClean() {
    List<String> stains = Stream.concat(leaks().stream(), blocked().stream()).distinct().toList();
    if (!stains.isEmpty()) {
      throw new AssertionError(
          "Tests left " + stains.size() + " stains:\n" + String.join("\n", stains));
    }
  }

  /** Calls that blocked so far, each with its stack. */
  static List<String> blocked() {
    return BlockingAllowed.SEEN.stream().map(CleanRun::told).toList();
  }

  /** Leaks so far, after collections that surely found all. */
  static List<String> leaks() {
    RecordingLeakDetector<Object> probe = new RecordingLeakDetector<>(Probe.class, 1);
    leave(probe);
    for (int collection = 0; !isProbeFound(); collection++) {
      if (collection == COLLECTIONS) {
        throw new AssertionError("leak detection is off: a planted leak was not found");
      }
      System.gc();
      RecordingLeakDetector.DETECTORS.forEach(CleanRun::poll);
    }
    RecordingLeakDetector.DETECTORS.remove(probe);
    RecordingLeakDetector.DETECTORS.forEach(CleanRun::poll);
    RecordingLeakDetector.LEAKS.removeIf(CleanRun::isProbe);
    return List.copyOf(RecordingLeakDetector.LEAKS);
  }

  static String told(BlockingOperationError error) {
    return Arrays.stream(error.getStackTrace())
        .limit(FRAMES_TOLD)
        .map(frame -> "\tat " + frame)
        .collect(joining("\n", error.getMessage() + "\n", ""));
  }

  private static void leave(ResourceLeakDetector<Object> detector) {
    detector.track(new Probe());
  }

  private static boolean isProbeFound() {
    return RecordingLeakDetector.LEAKS.stream().anyMatch(CleanRun::isProbe);
  }

  private static boolean isProbe(String leak) {
    return leak.startsWith(StringUtil.simpleClassName(Probe.class));
  }

  /** A detector looks for leaks whenever it begins to track something. */
  @SuppressWarnings("unchecked")
  private static void poll(RecordingLeakDetector<?> detector) {
    Object resource = new Object();
    ResourceLeakTracker<Object> tracker = ((ResourceLeakDetector<Object>) detector).track(resource);
    if (tracker != null) {
      tracker.close(resource);
    }
  }

  private static final class Probe {}
}
