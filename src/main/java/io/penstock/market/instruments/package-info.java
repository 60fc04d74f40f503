/**
 * What can be traded where: names, kinds, currencies, scales; found by symbol, ticker or name.
 *
 * <p>Whoever reads a venue's list publishes it whole to {@code market.instruments.v1}; everybody
 * else has it from there, in memory ({@link io.penstock.market.instruments.Instruments}).
 *
 * <p>Decision: a compacted topic with one record for each venue, its whole list. So a process that
 * reads no exchange knows names, too; a list is replaced at once, and what is no longer in it is
 * gone without anybody having to remember it; and nothing new has to be up, because who serves
 * browsers reads topics anyway. A hash in Redis would need Redis for a search. The price: one
 * change sends the whole list, at most some 2 MB an hour and venue.
 */
@NullMarked
package io.penstock.market.instruments;

import org.jspecify.annotations.NullMarked;
