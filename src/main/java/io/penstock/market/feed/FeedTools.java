package io.penstock.market.feed;

import io.penstock.platform.streams.Streams;
import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/**
 * What supervising takes, whatever the venue.
 *
 * @param clock of the times published and shown; pauses and stalls do not hang on it
 * @param scheduler of pauses and checks; its time may be virtual
 * @param random of the jitter
 */
record FeedTools(
    FeedsProperties settings,
    Streams streams,
    Telemetry telemetry,
    Clock clock,
    Scheduler scheduler,
    RandomGenerator random) {}
