/**
 * The only module that ever sees a card number; elsewhere lives a {@link
 * io.penstock.payments.vault.CardToken}.
 *
 * <p>Promises: a {@link io.penstock.payments.vault.CardNumber} and a {@link
 * io.penstock.payments.vault.Cvc} mask themselves wherever they are printed, are no part of any
 * JSON, and leave by their method {@code reveal} alone. Who may name these types is held by a rule
 * on the type: this module, and {@code networks}, which sends them.
 *
 * <p>Decision: whether a number passes the check digit is asked of it, not demanded when it is
 * made. A mistyped number is an answer that the cardholder is told ({@code incorrect_number}),
 * never an error of a program.
 */
@NullMarked
package io.penstock.payments.vault;

import org.jspecify.annotations.NullMarked;
