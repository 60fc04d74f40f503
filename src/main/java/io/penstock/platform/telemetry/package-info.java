/**
 * The catalogue of what can happen, and where it goes: one {@link
 * io.penstock.platform.telemetry.Occurrence} is one count and at most one log line.
 *
 * <p>Each module declares its occurrences as records beside the code that reports them; nothing
 * else logs above debug or counts.
 */
@NullMarked
package io.penstock.platform.telemetry;

import org.jspecify.annotations.NullMarked;
