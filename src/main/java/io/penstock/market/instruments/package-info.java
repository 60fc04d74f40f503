/** What can be traded where: kinds, currencies, scales. */
@NullMarked
package io.penstock.market.instruments;

import org.jspecify.annotations.NullMarked;
