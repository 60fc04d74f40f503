/**
 * Stores trades and folds them into bars.
 *
 * <p>Promises: a trade is stored once and counts once, however often its record comes; a bar equals
 * the fold of its stored trades; trades, bars and the position in the topic move in one
 * transaction, so a replay or a crash changes neither values nor counts nor revisions. Each changed
 * bar is published after its commit, at least once; a reader keeps the one of the highest revision,
 * then of the most trades, then the closed one.
 *
 * <p>Time is taken from the records: a bar closes when an event of its listing is 2 s past its end
 * by the venue's clock, or any event of its partition 5 s past it by ours. Only a partition in
 * which nothing comes at all is closed by the wall clock. So where a batch is cut, or how often it
 * is tried again, does not show in a bar. One thing is forgotten at a restart, how far a venue's
 * clock was: two late trades in a second that had none before may then be folded as one revision.
 *
 * <p>Decision: bars of 5 minutes to a day are not stored but made of the stored minutes when they
 * are read. This keeps one truth, which revisions change in one place; the price is a read of up to
 * 144,000 rows for a hundred days, so such reads are few at once and never wait for each other.
 *
 * <p>Decision: bars that are open are kept in memory by the partition's one writer, and whoever
 * takes the partition over raises the version of its position. A writer that was overtaken finds
 * another version and can commit nothing. This saves reading each bar before changing it; the price
 * is that a failed write has to begin again at the position.
 */
@NullMarked
package io.penstock.market.bars;

import org.jspecify.annotations.NullMarked;
