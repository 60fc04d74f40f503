/**
 * What can be traded where: kinds, currencies, scales. Filled from the venues' product lists by
 * whoever reads them; looked up by symbol.
 */
@NullMarked
package io.penstock.market.instruments;

import org.jspecify.annotations.NullMarked;
