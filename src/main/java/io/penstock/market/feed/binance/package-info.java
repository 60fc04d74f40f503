/**
 * Binance spot: its public WebSocket streams and REST API, translated.
 *
 * <p>Promises: a book is published only when a snapshot and the updates after it fit together by
 * the venue's numbers, and is withdrawn when they stop doing so; a book that is begun anew leaves
 * the others alone. What one address may ask of the REST API is never exceeded, and a pause that
 * the venue asks for is made.
 *
 * <p>Decision: updates of a book are kept from the moment its snapshot is asked for, not from the
 * subscription on. The snapshots of hundreds of symbols take minutes inside the venue's limits, and
 * their updates of all that time would be kept for nothing. The number of the last update that was
 * let go is remembered, so a snapshot that does not reach it is known to be too old.
 *
 * <p>Decision: quotes come from {@code bookTicker}, which says nothing of the day, so {@code
 * open24h}, {@code volume24h} and the last price are null in them. The stream that has them, {@code
 * ticker}, has no number to order it among the quotes, and would be a fourth stream of each symbol:
 * 256 symbols on a line instead of 341.
 *
 * @see <a
 *     href="https://github.com/binance/binance-spot-api-docs/blob/master/web-socket-streams.md">its
 *     streams</a>
 * @see <a href="https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md">its REST
 *     API</a>
 */
@NullMarked
package io.penstock.market.feed.binance;

import org.jspecify.annotations.NullMarked;
