package io.penstock.sandbox.coinbase;

import io.penstock.sandbox.venue.Micros;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets a recording that is played again go on where it ended: from round two on, times, trade ids
 * and sequence numbers lie behind those of the round before, without a hole. The first round is
 * left as it is.
 */
final class Rounds {

  private final CoinbaseContents contents;

  Rounds(CoinbaseContents contents) {
    this.contents = contents;
  }

  /**
   * The frame as of that round, or null for one that has no place in a later round: greetings, and
   * the ticker of a trade before the recording.
   *
   * @param round 1 for the first
   */
  @Nullable RecordedFrame shifted(RecordedFrame frame, int round) {
    if (round == 1) {
      return frame;
    }
    if (frame.isGreeting()) {
      return null;
    }
    String product = frame.product();
    if (product == null || !(frame.json() instanceof ObjectNode json)) {
      return frame;
    }
    if (frame.tradeId() > 0 && frame.tradeId() <= contents.beforeFirstTrade(product)) {
      return null;
    }
    Duration later = later(round);
    ObjectNode shifted = json.deepCopy();
    add(shifted, "trade_id", (round - 1) * contents.trades(product));
    add(shifted, "last_trade_id", (round - 1) * contents.trades(product));
    add(shifted, "sequence", (round - 1) * contents.sequences(product));
    Instant time = frame.time();
    if (time != null) {
      shifted.put("time", Micros.text(time.plus(later)));
    }
    Instant received = frame.received();
    return new RecordedFrame(
        received == null ? null : received.plus(later), shifted.toString(), shifted);
  }

  private Duration later(int round) {
    return contents.length().multipliedBy(round - 1L);
  }

  private static void add(ObjectNode json, String field, long more) {
    if (json.path(field).isIntegralNumber()) {
      json.put(field, json.path(field).asLong() + more);
    }
  }
}
