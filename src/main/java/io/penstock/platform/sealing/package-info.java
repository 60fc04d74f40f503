/**
 * Secrets that are stored: sealed, so that who reads the database cannot read them, and
 * fingerprinted, so that they can be compared without being opened.
 *
 * <p>Promises: what is opened is what was sealed, under the context it was sealed for; anything
 * else is an error. No secret and no key is ever part of a message, a log line or a {@code
 * toString}. A key that is added is used from the next start on, and what was sealed under older
 * ones still opens.
 *
 * <p>Decision: keys come from a file, not from a service. A file is what every secret store knows
 * how to mount, and it needs no call on the way of a payment; the price is that a new key needs a
 * restart.
 */
@NullMarked
package io.penstock.platform.sealing;

import org.jspecify.annotations.NullMarked;
