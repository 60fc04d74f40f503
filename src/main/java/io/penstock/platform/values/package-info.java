/**
 * Values that every area shares: exact decimals, money, identifiers, and whether money is real.
 *
 * <p>Promises: immutable, checked when made, free of any dependency but the JDK.
 */
@NullMarked
package io.penstock.platform.values;

import org.jspecify.annotations.NullMarked;
