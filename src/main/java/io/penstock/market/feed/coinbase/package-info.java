/**
 * Coinbase Exchange: its public WebSocket feed and REST API, translated.
 *
 * @see <a href="https://docs.cdp.coinbase.com/exchange/websocket-feed/overview">its documents</a>
 */
@NullMarked
package io.penstock.market.feed.coinbase;

import org.jspecify.annotations.NullMarked;
