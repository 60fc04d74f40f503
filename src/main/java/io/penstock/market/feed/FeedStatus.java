package io.penstock.market.feed;

import java.time.Duration;

/**
 * How a feed is doing.
 *
 * @param live listings that are read now
 * @param symbols listings that are to be read
 * @param frameAge since the last frame, or since the start
 * @param failures in a row, without a healthy line between
 */
record FeedStatus(
    boolean isConnected,
    int live,
    int symbols,
    Duration frameAge,
    int failures,
    boolean isBreakerOpen) {}
