package io.penstock.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * What the simulated exchange does at this moment.
 *
 * @param plays {@code model} or {@code recording}
 * @param recording the file or directory; null for a model
 * @param framesPlayed of this round of the recording, by the connection that is furthest
 * @param framesTotal of one round
 * @param round 1 for the first; 0 for a model
 * @param done whether the last frame was sent and no round follows
 */
public record ExchangeStatus(
    String plays,
    @Nullable String recording,
    long framesPlayed,
    long framesTotal,
    int round,
    boolean done,
    int products,
    int connections) {}
