/** Coinbase Exchange: its public WebSocket feed and REST API, translated. */
@NullMarked
package io.penstock.market.feed.coinbase;

import org.jspecify.annotations.NullMarked;
