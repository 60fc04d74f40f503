/**
 * Benchmarks: {@code mvn -P bench verify}. Each prints one line of JSON; nothing here is asserted
 * on time.
 *
 * <p>Compare only what ran on the same machine in the same run, and by CPU time per unit of work.
 */
@NullMarked
package io.penstock.bench;

import org.jspecify.annotations.NullMarked;
