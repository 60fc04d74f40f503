package io.penstock.sandbox.venue;

import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import reactor.netty.resources.LoopResources;

/**
 * What each venue needs of its host.
 *
 * @param loops one event loop, on which everything runs
 */
public record VenueTools(Clock clock, Telemetry telemetry, LoopResources loops) {}
