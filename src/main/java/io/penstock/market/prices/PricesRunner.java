package io.penstock.market.prices;

import io.penstock.platform.streams.StreamRunner;
import io.penstock.platform.streams.Streams;
import org.reactivestreams.Publisher;

/** Runs the price pipeline while the application runs. */
final class PricesRunner extends StreamRunner {

  /** The flow's name in {@code streams/market.yaml}. */
  static final String FLOW = "prices";

  private static final int PHASE = 200;

  private final Streams streams;
  private final PricesFlow flow;

  PricesRunner(Streams streams, PricesFlow flow) {
    super(PHASE);
    this.streams = streams;
    this.flow = flow;
  }

  @Override
  protected Publisher<?> stream() {
    return streams.run(FLOW, flow);
  }
}
