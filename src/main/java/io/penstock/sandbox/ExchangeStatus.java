package io.penstock.sandbox;

import io.penstock.sandbox.venue.VenueStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated exchange does at this moment: all venues together, and each.
 *
 * @param plays {@code model} or {@code recording}
 * @param recording the file or directory; null for a model
 * @param framesPlayed of this round of the recording, by the connection that is furthest
 * @param framesTotal of one round
 * @param round 1 for the first; 0 for a model
 * @param done whether the last frame was sent and no round follows
 * @param venues by name
 */
public record ExchangeStatus(
    String plays,
    @Nullable String recording,
    long framesPlayed,
    long framesTotal,
    int round,
    boolean done,
    int products,
    int connections,
    Map<String, VenueStatus> venues) {

  static ExchangeStatus of(Map<String, VenueStatus> venues) {
    List<VenueStatus> playing =
        venues.values().stream().filter(status -> status.recording() != null).toList();
    return new ExchangeStatus(
        playing.isEmpty() ? "model" : "recording",
        playing.isEmpty() ? null : playing.getFirst().recording(),
        playing.stream().mapToLong(VenueStatus::framesPlayed).sum(),
        playing.stream().mapToLong(VenueStatus::framesTotal).sum(),
        playing.stream().mapToInt(VenueStatus::round).max().orElse(0),
        !playing.isEmpty() && playing.stream().allMatch(VenueStatus::done),
        venues.values().stream().mapToInt(VenueStatus::products).sum(),
        venues.values().stream().mapToInt(VenueStatus::connections).sum(),
        venues);
  }
}
