package io.penstock.market.instruments;

import io.penstock.market.tick.Symbol;
import io.penstock.market.tick.Venue;
import java.util.List;

/**
 * A symbol that a search found: {@code BTC-USD}, Bitcoin / US Dollar, at coinbase and kraken.
 *
 * @param currency of its prices
 * @param venues where it is listed, by name; at least one
 */
public record Found(
    Symbol symbol, String name, Instrument.Kind kind, String currency, List<Venue> venues) {}
