/**
 * A venue that speaks Coinbase Exchange's protocol: WebSocket at {@code /coinbase/feed}, REST under
 * {@code /coinbase}. Written from the vendor's documents and recorded frames.
 */
@NullMarked
package io.penstock.sandbox.coinbase;

import org.jspecify.annotations.NullMarked;
