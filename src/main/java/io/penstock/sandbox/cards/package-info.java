/**
 * A simulated card network: ISO 8583:1987 over a real loopback socket, with books of its own.
 * Written from the protocol's description, apart from the adapter that speaks to it, so that an
 * error of one shows at the other.
 *
 * <p>Promises:
 *
 * <ul>
 *   <li>A reference is booked once. The same message again is answered as before, a different one
 *       under the same reference with 94.
 *   <li>What is answered, and what is booked without an answer, was written to the books' file
 *       before: they survive the end of the process, however it comes.
 *   <li>A reversal is always acknowledged. One that overtakes its original has the original
 *       declined with 57.
 * </ul>
 *
 * <p>What it does with a charge is told by the card number, with a capture or refund by the last
 * four digits of the amount in minor units, with any operation by the switch {@code next}; {@link
 * io.penstock.sandbox.cards.TestCard} is the table. A number that is not in it does not exist: 14.
 * {@code GET /sandbox/cards/tests} tells the table as JSON.
 *
 * <table>
 * <caption>Test numbers; any month that is not over, any code</caption>
 * <tr><th>number</th><th>amount ends with</th><th>what happens</th></tr>
 * <tr><td>4242424242424242, 5555555555554444, 378282246310005</td><td>anything else</td><td>approved</td></tr>
 * <tr><td>4000000000000077</td><td></td><td>approved, and settled at once</td></tr>
 * <tr><td>4000000000000002, …9995, …9987, …9979, …0069, …0127, …0119, …6975</td><td></td><td>declined:
 *   05, 51, 41, 43, 54, N7, 06, 61</td></tr>
 * <tr><td>4242424242424241</td><td></td><td>declined: 14</td></tr>
 * <tr><td>4000009990001003</td><td>9901</td><td>approved, not answered</td></tr>
 * <tr><td>4000009990002001</td><td>9902</td><td>declined, not answered</td></tr>
 * <tr><td>4000009990003009</td><td>9903</td><td>never arrives</td></tr>
 * <tr><td>4000009990004007</td><td>9904</td><td>approved, not answered, and inquiries are not for a
 *   while</td></tr>
 * <tr><td>4000009990005004</td><td>9905</td><td>approved, answered late</td></tr>
 * <tr><td>4000009990006002</td><td>9906</td><td>approved, answered twice</td></tr>
 * <tr><td>4000009990007000</td><td>9907</td><td>approved, answered with garbage</td></tr>
 * <tr><td>4000009990008008</td><td>9908</td><td>approved, slowly</td></tr>
 * <tr><td>4000009990009006</td><td>9909</td><td>the connection breaks before it is booked</td></tr>
 * <tr><td>4000009990010004</td><td>9910</td><td>approved, and the connection breaks</td></tr>
 * <tr><td>4000009990011002</td><td>9911</td><td>91: no issuer</td></tr>
 * <tr><td>4000009990012000</td><td>9912</td><td>96: malfunction</td></tr>
 * <tr><td>4000009990013008</td><td></td><td>half of it is approved: 10</td></tr>
 * <tr><td>4000009990014006</td><td></td><td>approved, answered as seen before: 94</td></tr>
 * <tr><td>4000009990015003</td><td></td><td>in doubt: approved, answered with 68</td></tr>
 * </table>
 *
 * <p>Switches under {@code /sandbox/cards}, by {@code POST}, each answered with the status: {@code
 * down}, {@code slow?by=PT2S}, {@code mute}, {@code mute-inquiries?for=PT30S}, {@code reset},
 * {@code refuse}, {@code next?operation=reversal&behaviour=timeout-then-approved}, {@code heal}.
 *
 * <p>Decision: all that the network decides happens on one thread of its own, which may wait for
 * the file; sockets are read and written elsewhere. So books need no lock, and are in the file
 * before anybody hears of them.
 */
@NullMarked
package io.penstock.sandbox.cards;

import org.jspecify.annotations.NullMarked;
