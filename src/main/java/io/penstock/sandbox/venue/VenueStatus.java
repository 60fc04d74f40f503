package io.penstock.sandbox.venue;

import org.jspecify.annotations.Nullable;

/**
 * What one venue does at this moment.
 *
 * @param plays {@code model}, {@code recording} or {@code nothing}
 * @param recording the file or directory; null unless it plays one
 * @param framesPlayed of this round of the recording, by the connection that is furthest
 * @param framesTotal of one round
 * @param round 1 for the first; 0 without a recording
 * @param done whether the last frame was sent and no round follows
 */
public record VenueStatus(
    String plays,
    @Nullable String recording,
    long framesPlayed,
    long framesTotal,
    int round,
    boolean done,
    int products,
    int connections) {}
