/** Stores trades and folds them into bars. */
@NullMarked
package io.penstock.market.bars;

import org.jspecify.annotations.NullMarked;
