/**
 * Asks card networks for charges, captures, voids and refunds, and judges what they answer. Writes
 * nothing: whoever asks has committed the attempt before, and commits the outcome afterwards.
 *
 * <p>Promises: a lost answer is {@code Unknown}, never a refusal; nothing is sent twice unless it
 * provably never left; what a network approves in part is taken back and counts as declined.
 *
 * <p>Decision: refunds are here and have no module of their own, because the call and its judgement
 * are the same; what may be refunded is a rule of the intent.
 */
@NullMarked
package io.penstock.payments.charges;

import org.jspecify.annotations.NullMarked;
