/**
 * The vocabulary of market data: what an exchange can tell us, as records.
 *
 * <p>Everything is per {@link io.penstock.market.tick.Listing}, a symbol at a venue. Prices and
 * quantities are exact {@link io.penstock.platform.values.Decimal}s. Every event carries three
 * {@link io.penstock.market.tick.Times}.
 */
@NullMarked
package io.penstock.market.tick;

import org.jspecify.annotations.NullMarked;
