/**
 * A venue that speaks Binance's spot streams at {@code /binance/ws} and {@code /binance/stream},
 * and the market part of its REST API under {@code /binance/api/v3}. Written from the vendor's
 * documents and recorded frames.
 *
 * <p>Update ids rise with the steps of the model's book, so a book told by REST and the changes
 * told by the stream fit together by them, whoever asks when. A change names every level that was
 * touched since the last one, also those that are again what they were.
 *
 * @see <a href="https://github.com/binance/binance-spot-api-docs">its documents</a>
 */
@NullMarked
package io.penstock.sandbox.binance;

import org.jspecify.annotations.NullMarked;
