package io.penstock.platform.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a flow shows of itself.
 *
 * @param inFlight records taken and not yet worked
 * @param lag records sent and not yet taken
 */
record FlowMeters(AtomicLong inFlight, AtomicLong lag) {

  static FlowMeters of(String flow, MeterRegistry meters) {
    Tags tags = Tags.of("flow", flow);
    return new FlowMeters(
        meters.gauge("penstock.streams.in.flight", tags, new AtomicLong()),
        meters.gauge("penstock.streams.lag", tags, new AtomicLong()));
  }
}
