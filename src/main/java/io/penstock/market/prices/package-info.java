/**
 * The price pipeline: what the feeds bring is arbitrated, ordered and de-duplicated, and published
 * once.
 *
 * <p>{@code market.feed.v1} → {@link io.penstock.market.prices.PricesFlow} → {@code
 * market.ticks.v1}, of which this module is the only writer. Both topics have equally many
 * partitions and the same key, so the order of a symbol holds from socket to browser.
 *
 * <p>Promises: a trade is published once, however often a feed brings it; quotes never step back; a
 * book is published whole when it begins, after each loss of its place, and at least every {@code
 * penstock.prices.whole-book-interval} between its changes, so that a reader who begins anywhere
 * soon has it.
 *
 * <p>What was published and acknowledged is also the last price in Redis, read through {@link
 * io.penstock.market.prices.Prices}: written on the side in micro-batches, so that a Redis that is
 * slow or away is never felt by the pipeline. A last price is merged and compared inside Redis, so
 * neither a restart nor a writer that was overtaken takes anything back.
 *
 * <p>Decision: the position in the feed topic is written into each published record ({@code
 * penstock-source}). After a crash the pipeline reads its own output back and goes on exactly
 * behind the last record it published, without a transaction across topics; the price is one header
 * per record.
 */
@NullMarked
package io.penstock.market.prices;

import org.jspecify.annotations.NullMarked;
