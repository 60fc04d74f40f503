package io.penstock.market.fanout;

import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import io.penstock.market.tick.Times;
import java.util.List;

/**
 * The best levels of a book at one moment.
 *
 * @param bids best first, likewise the asks
 * @param times of the last change
 */
record BookView(Listing listing, long sequence, List<Level> bids, List<Level> asks, Times times) {}
