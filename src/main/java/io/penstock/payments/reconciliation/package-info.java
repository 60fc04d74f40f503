/**
 * Finds out what became of attempts whose answer was lost.
 *
 * <p>Promises: an attempt is looked for until it is known; what a reachable network has never heard
 * of is taken back before it is given up; a network that comes back is asked about everything soon,
 * and not all at once; several processes share the work, and none does another's.
 *
 * <p>Decision: the attempt's row is the queue (taken with {@code SKIP LOCKED}), and a process that
 * dies leaves it to the next. No message has to arrive for an attempt to be looked for.
 */
@NullMarked
package io.penstock.payments.reconciliation;

import org.jspecify.annotations.NullMarked;
