/**
 * A venue that speaks Kraken's WebSocket protocol, version 2, at {@code /kraken/v2}, and the public
 * part of its REST API under {@code /kraken/0/public}. Written from the vendor's documents and
 * recorded frames.
 *
 * <p>Numbers of prices and quantities go out as JSON numbers with all the digits of the
 * instrument's precision, because the checksums of books are computed over them.
 *
 * @see <a href="https://docs.kraken.com/exchange/api-reference/spot-websocket">its documents</a>
 */
@NullMarked
package io.penstock.sandbox.kraken;

import org.jspecify.annotations.NullMarked;
