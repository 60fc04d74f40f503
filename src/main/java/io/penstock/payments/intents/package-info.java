/**
 * Payment intents: the merchant's door to a payment, from the first request to its last state.
 *
 * <p>Promises: an intent moves only along {@link io.penstock.payments.intents.IntentRules}; what
 * was asked of a card network is committed before the network is called, and its outcome
 * afterwards, together with the intent, the posting, the event and the answer; a lost answer is
 * {@code pending_verification}, never a failure, and until it is known nothing else happens to that
 * intent; a request that comes twice with one {@code Idempotency-Key} is worked once.
 *
 * <p>Decision: moves of many intents are written together ({@link
 * io.penstock.payments.intents.MovesTransaction}): their rows are locked in one order, each move is
 * decided in Java by the state's type, and everything is written by one statement a table. The
 * price is that a slow group holds its intents' locks together; the gain is one commit for hundreds
 * of payments, and rules that are types and no SQL.
 *
 * <p>Decision: fate and bookkeeping are one transaction, the call of a network never is. What
 * stands between them is the attempt's row, which is also the queue of whatever is not known yet.
 */
@NullMarked
package io.penstock.payments.intents;

import org.jspecify.annotations.NullMarked;
