/** Rules that all modules of payments keep to. */
@NullMarked
package io.penstock.payments;

import org.jspecify.annotations.NullMarked;
