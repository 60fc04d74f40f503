/** Reads exchanges: connect, subscribe, watch, reconnect; a venue's own words stay in its sub-package. */
@NullMarked
package io.penstock.market.feed;

import org.jspecify.annotations.NullMarked;
