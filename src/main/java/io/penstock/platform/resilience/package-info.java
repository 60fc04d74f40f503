/**
 * What keeps one failing part from harming another: {@code Guard} around every remote call, and bounded gathering of
 * work into batches.
 */
@NullMarked
package io.penstock.platform.resilience;

import org.jspecify.annotations.NullMarked;
