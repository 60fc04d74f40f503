/**
 * Kraken: its public WebSocket (v2) and REST API, translated.
 *
 * <p>Promises: numbers are read from their characters, never by way of a {@code double}. No change
 * of a book leaves this package before the checksum that came with it was found right; a book that
 * fails is void until its next snapshot, and no other book suffers from it.
 *
 * <p>Kraken's checksum covers the best ten levels of each side. A deeper level that is wrong is
 * noticed when it rises among them.
 *
 * <p>Decision: each book is kept here too, beside the one that the price pipeline keeps, because
 * only a whole book has a checksum, and because Kraken leaves it to its readers to drop the levels
 * that fall below the subscribed depth. Those are added to a change as removed levels, so whoever
 * applies changes without knowing of depths has the same book. The price is some 20 KB a symbol.
 *
 * @see <a href="https://docs.kraken.com/exchange/api-reference/spot-websocket">its documents</a>
 */
@NullMarked
package io.penstock.market.feed.kraken;

import org.jspecify.annotations.NullMarked;
