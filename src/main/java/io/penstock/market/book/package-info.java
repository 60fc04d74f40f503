/**
 * Order books: a snapshot and the changes after it, taken in sequence only.
 *
 * <p>A side is a {@link java.util.TreeMap}: applying a Coinbase frame's changes costs 0.3 µs beside
 * the 0.7 µs of parsing it, so sorted arrays would buy little for their length.
 */
@NullMarked
package io.penstock.market.book;

import org.jspecify.annotations.NullMarked;
