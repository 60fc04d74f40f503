package io.penstock.sandbox.binance;

import io.penstock.sandbox.venue.Level;
import java.util.List;

/** A book as REST tells it, the best levels first. */
record Depth(long lastUpdateId, List<Level> bids, List<Level> asks) {}
