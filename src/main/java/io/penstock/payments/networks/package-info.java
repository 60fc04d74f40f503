/**
 * Card networks: what a payment asks of them, what they answer, and which one is asked. A
 * sub-package per network protocol.
 *
 * <p>Promises:
 *
 * <ul>
 *   <li>What a network says, and that it says nothing, are values ({@link
 *       io.penstock.payments.networks.Outcome}); an error signal is a defect of ours.
 *   <li>{@link io.penstock.payments.networks.Outcome.NotSent} is said only where no byte of the
 *       request was handed to a socket. Everything between that and an answer is {@link
 *       io.penstock.payments.networks.Outcome.Unknown}, however likely it seems.
 *   <li>A request leaves this process at most once for each call. It is tried again only as long as
 *       it has not left.
 *   <li>An answer reaches the call that asked for it or {@link
 *       io.penstock.payments.networks.CardNetwork#lateAnswers}, never another call.
 * </ul>
 *
 * <p>A charge is: {@link io.penstock.payments.networks.Networks#choose}, commit the attempt with
 * the route's network and a {@link io.penstock.payments.networks.Reference}, call {@link
 * io.penstock.payments.networks.Networks#at}, write the outcome. After {@code NotSent} another
 * route may be chosen, with a new attempt and a new reference.
 *
 * <p>Decision: an order names its original ({@link io.penstock.payments.networks.Original}) instead
 * of carrying the card once more. So captures, reversals, refunds and inquiries can be built from
 * the attempt's row alone by any process, work for cards that were removed since, and need no
 * vault. The price: a network that insists on the number there would need the token in those
 * orders.
 *
 * <p>Decision: breaker, bulkhead and deadlines are one {@link
 * io.penstock.platform.resilience.Guard} per network, {@code network-<name>}. A decline is an
 * answer of a healthy network; a lost answer and a request that could not be sent count against it.
 */
@NullMarked
package io.penstock.payments.networks;

import org.jspecify.annotations.NullMarked;
