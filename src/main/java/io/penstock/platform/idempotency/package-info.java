/**
 * One answer for a request however often it comes: rows of (tenant, mode, key) that keep what was
 * asked and what was answered.
 *
 * <p>Promises: of requests with one key that come at the same moment one works and the others find
 * it; who asks the same again gets the first answer byte for byte; who asks something else under
 * the key is told so; a claim and the work it is for are one transaction, so that neither is there
 * without the other.
 *
 * <p>Decision: claims are written and read in the transaction of the work itself, by {@link
 * io.penstock.platform.idempotency.Idempotency}, and not by a filter around it. The price is that
 * each use case has to claim; the gain is that a crash leaves no key that belongs to nothing.
 */
@NullMarked
package io.penstock.platform.idempotency;

import org.jspecify.annotations.NullMarked;
