/** The price pipeline: arbitrates, orders and de-duplicates what feeds bring, and publishes it once. */
@NullMarked
package io.penstock.market.prices;

import org.jspecify.annotations.NullMarked;
