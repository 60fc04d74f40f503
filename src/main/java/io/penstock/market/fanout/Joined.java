package io.penstock.market.fanout;

import org.jspecify.annotations.Nullable;

/**
 * What the board tells a new subscriber.
 *
 * @param members it belongs to from now on
 * @param position where the channel stands; null when nothing is known of its topic yet
 * @param state what is the case there, JSON in UTF-8; null when there is nothing to tell, or when
 *     the client has all up to its place and what follows is enough
 * @param place the last entry that the client knows of; its followers are what comes next
 * @param last the channel's newest entry at the position
 * @param goesOnFrom offset up to which the client has heard all, even if this replica has not; else
 *     0
 * @param wasRecovering whether the client asked for what it missed
 * @param recovered whether it gets all of that
 */
record Joined(
    Members members,
    @Nullable Position position,
    byte @Nullable [] state,
    Entry place,
    Entry last,
    long goesOnFrom,
    boolean wasRecovering,
    boolean recovered) {}
