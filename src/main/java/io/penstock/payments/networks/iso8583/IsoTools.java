package io.penstock.payments.networks.iso8583;

import io.penstock.platform.telemetry.Telemetry;
import java.time.Clock;
import java.util.random.RandomGenerator;
import reactor.core.scheduler.Scheduler;

/**
 * What a network needs of its process.
 *
 * @param timer of echoes and pauses
 * @param random of jitter
 */
record IsoTools(Clock clock, Scheduler timer, RandomGenerator random, Telemetry telemetry) {}
