package io.penstock.sandbox.venue;

/**
 * How far a recording was played.
 *
 * @param played frames of this round that were sent
 * @param total frames of one round
 * @param round 1 for the first
 * @param done whether the last frame was sent and no round follows
 */
public record Replay(String recording, long played, long total, int round, boolean done) {}
