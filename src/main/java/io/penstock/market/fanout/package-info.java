/** Browsers: prices over WebSocket in the Centrifugo client protocol. */
@NullMarked
package io.penstock.market.fanout;

import org.jspecify.annotations.NullMarked;
