package io.penstock.harness;

import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Netty's leak detector, keeping what it finds. Netty makes one for each kind of resource, because
 * the tests' JVM is started with {@code -Dio.netty.customResourceLeakDetector}.
 *
 * @param <T> the resource
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {

  static final Queue<RecordingLeakDetector<?>> DETECTORS = new ConcurrentLinkedQueue<>();
  static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

  /** For Netty. */
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
    DETECTORS.add(this);
  }

  /** For Netty. */
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
    this(resourceType, samplingInterval);
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    LEAKS.add(resourceType + " was not released before it was collected" + records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.add(resourceType + " was not released before it was collected");
  }
}
