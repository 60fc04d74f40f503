/**
 * What watches every test: no thread that must not wait is blocked ({@link
 * io.penstock.harness.BlockingAllowed}), and no Netty buffer leaks ({@link
 * io.penstock.harness.RecordingLeakDetector}). JUnit finds both by itself, a test does nothing for
 * it; {@link io.penstock.harness.CleanRun} fails a run whose tests passed while one of them
 * happened unseen.
 */
@NullMarked
package io.penstock.harness;

import org.jspecify.annotations.NullMarked;
