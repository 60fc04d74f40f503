package io.penstock.market.fanout;

import org.jspecify.annotations.Nullable;

/**
 * What a subscriber asks of the board.
 *
 * @param loop where it listens
 * @param spelling how it is to be told
 * @param beat null for who wants to hear each publication
 * @param since where the client stood, when it asks for what it missed
 */
record Asked(
    Subscription subscription,
    FanoutLoop loop,
    Spelling spelling,
    @Nullable Beat beat,
    @Nullable Position since) {}
