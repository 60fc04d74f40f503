/**
 * Reads exchanges: connect, subscribe, watch, reconnect; a venue's own words stay in its
 * sub-package.
 *
 * <p>A venue implements {@link io.penstock.market.feed.Feed} and translates; everything else is the
 * same for all: pacing inside the venue's limits, the stall watch, reconnects with full jitter and
 * a breaker, checks of trade ids, resyncs. What is read goes to the feed topic in the order it
 * came, by one sending for each line.
 *
 * <p>Frames that cannot be parsed are dead letters. Operators may have them read again by the
 * venue's {@link io.penstock.market.feed.FrameReader}; of what it reads, trades are published late.
 *
 * <p>Promises: a slow broker slows the reading of the socket, and nothing is buffered without
 * bound. A record that is not acknowledged ends the line, so a book never goes on without one of
 * its changes. A symbol fails alone. No gap is reported where none is. A quiet market is not taken
 * for a dead line.
 *
 * <p>Decision: silence is measured in checks that find no new frame, not by a clock. A clock that
 * is set, or a laptop that slept, would look like a silent venue; checks do not run while the
 * process does not. The price is a quarter of a second of precision.
 *
 * <p>Decision: a line that lives and tells nothing of the market may be mute, or the market quiet.
 * Where heartbeats do not name the last trade, the venue's history is asked for the trade after the
 * last that we know. The price is a question to its REST API after five silent seconds, and ever
 * fewer of them while the market stays quiet.
 *
 * <p>Decision: readers learn that a listing is stale before the next line is tried. So without a
 * broker no venue is connected to, and a restart of the broker is no reconnect storm at the venue's
 * door.
 *
 * <p>Decision: a line keeps the books it reads and repeats them whole now and then. Who arbitrates
 * between two lines can thus have the book of each, however late it began to listen, and a venue is
 * not asked for what we know. The price is a book's memory and 0.3 µs a change.
 */
@NullMarked
package io.penstock.market.feed;

import org.jspecify.annotations.NullMarked;
