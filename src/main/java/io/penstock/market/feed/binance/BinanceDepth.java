package io.penstock.market.feed.binance;

import io.penstock.market.feed.JsonFrame;
import io.penstock.market.feed.UnparsableFrameException;
import io.penstock.market.feed.binance.BinanceMessages.DepthSnapshot;
import io.penstock.market.tick.Level;
import io.penstock.market.tick.Listing;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** The fields of an answer to {@code GET /api/v3/depth}. */
final class BinanceDepth extends JsonFrame<FieldReader> {

  private @Nullable Long lastUpdate;
  private @Nullable List<Level> bids;
  private @Nullable List<Level> asks;

  BinanceDepth() {
    super(new FieldReader());
  }

  /** Which only the question tells. */
  @Override
  protected @Nullable Listing listing() {
    return null;
  }

  @Override
  protected void read(JsonParser json) {
    for (String field = json.nextName(); field != null; field = json.nextName()) {
      json.nextToken();
      switch (field) {
        case "lastUpdateId" ->
            lastUpdate = fields.once(field, lastUpdate, fields.count(field, json));
        case "bids" -> bids = fields.once(field, bids, fields.levels(field, json));
        case "asks" -> asks = fields.once(field, asks, fields.levels(field, json));
        default -> json.skipChildren();
      }
    }
  }

  /**
   * @throws UnparsableFrameException when a field is missing or wrong
   */
  DepthSnapshot snapshot() {
    return new DepthSnapshot(
        required("lastUpdateId", lastUpdate),
        bids(required("bids", bids)),
        asks(required("asks", asks)));
  }
}
