/**
 * Values that every area shares: exact decimals and, with time, money and identifiers.
 *
 * <p>Promises: immutable, checked when made, free of any dependency but the JDK.
 */
@NullMarked
package io.penstock.platform.values;

import org.jspecify.annotations.NullMarked;
