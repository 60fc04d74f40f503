/**
 * Card networks that speak ISO 8583:1987 over TCP: two bytes of length, big-endian, then MTI,
 * bitmaps in hexadecimal and fields, all ASCII.
 *
 * <table>
 * <caption>Messages</caption>
 * <tr><td>0100 → 0110</td><td>authorisation</td></tr>
 * <tr><td>0200 → 0210</td><td>purchase; refund with processing code 200000</td></tr>
 * <tr><td>0220, repeated 0221 → 0230</td><td>capture of an authorisation</td></tr>
 * <tr><td>0420, repeated 0421 → 0430</td><td>reversal; partial with what remains in DE95</td></tr>
 * <tr><td>0600 → 0610</td><td>inquiry: the original in DE37 and DE90; the answer repeats DE90 and
 *   has the original's DE39, or has 25, not found. Not of the standard: the sandbox network's
 *   own.</td></tr>
 * <tr><td>0800 → 0810</td><td>DE70 001 sign-on, 002 sign-off, 301 echo</td></tr>
 * </table>
 *
 * <p>What a message is known by is derived from the committed {@link
 * io.penstock.payments.networks.Reference} alone: DE37 is its number in base 36, DE11 (trace
 * number) the number modulo 999,999 plus one, DE7 its time. A reversal keeps the DE37 of its
 * original. DE48 holds elements of two letters, two digits of length and a value: CV the card
 * verification code, OR the DE37 of the original that is captured or refunded, RV the own DE37 of a
 * reversal.
 *
 * <p>Answers match on message type, DE7, DE11, DE32 and DE41, and have to repeat DE37.
 *
 * <p>Promises: a few connections carry all requests at once; what was handed to a socket counts as
 * sent. A message that cannot be read is counted and passed over, never printed; too many in a row,
 * or one whose length is wrong, end the connection. No card number reaches a log: trace lines show
 * it masked.
 *
 * <p>Decision: all of a network runs on one event loop, connections and matching alike, so that
 * nothing of it is locked and an answer is matched where it is read. What waits for the answer goes
 * on there too, and must not wait. The price is one core for each network, some tens of thousands
 * of payments a second.
 *
 * <p>Decision: packing is j8583's, with every field as text, because its numbers and dates would be
 * objects that are made to be printed again. What is allowed in a field is checked here.
 */
@NullMarked
package io.penstock.payments.networks.iso8583;

import org.jspecify.annotations.NullMarked;
