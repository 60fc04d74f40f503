package io.penstock.market.fanout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a new subscriber is told.
 *
 * @param position where the state stands; null when nothing is known of the channel yet
 * @param recoverable whether the client may ask for what it misses when its connection breaks; it
 *     keeps the position only then
 * @param positioned whether the client's position is watched: it is told when it has lost something
 * @param wasRecovering whether the client asked for what it missed
 * @param recovered whether it gets all of that: in the publications, and in pushes behind them
 * @param data the state, JSON in UTF-8; null when there is nothing to tell
 */
record SubscribeResult(
    @Nullable Position position,
    boolean recoverable,
    boolean positioned,
    boolean wasRecovering,
    boolean recovered,
    List<Publication> publications,
    byte @Nullable [] data) {}
